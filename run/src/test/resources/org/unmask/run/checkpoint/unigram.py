"""Writes unigram.model, unigram-plain.model and unigram-unknown.model, small vocabularies of SentencePiece, and texts with their tokens beside them.

pip install sentencepiece==0.2.2; python unigram.py
"""
import json
import random

import sentencepiece

WORDS = ["the", "pieces", "of", "text", "are", "tokens", "naïve", "café", "日本語", "テキスト", "данные", "größer", "123", "4.5", "hello", "world"]
random.seed(1)
with open("corpus.txt", "w") as out:
    for i in range(2000):
        out.write(" ".join(random.choice(WORDS) for _ in range(random.randint(3, 12))) + f" {i}.\n")


def train(name, **more):
    sentencepiece.SentencePieceTrainer.train(
        input="corpus.txt", model_prefix=name, num_threads=1, hard_vocab_limit=False, user_defined_symbols=["<sep>"], **more)
    return sentencepiece.SentencePieceProcessor(model_file=name + ".model")


HOSTILE = [
    "", " ", "   ", "a", " a", "a ", "  a  b  ", "\t", "a\tb", "a\nb", "\n\n", "\r\n", "a\u00a0b", "\u3000全角\u3000", "ﬁne ﬂow", "Ⅷ", "½", "①②",
    "ＡＢＣ１２３", "ｶﾞｷﾞ", "が", "か\u3099", "e\u0301", "é", "\u0301", "a\u0301\u0302\u0303", "Å", "Å", "ﷺ", "\u200b", "a\u200bb", "\u200d", "👩‍👩‍👧",
    "🇩🇪", "👍🏽", "\ufeffa", "\u00ad", "a\u00adb", "\u0000", "a\u0001b", "\x7f", "\u2028", "\u2029", "▁", "▁▁a", "a▁b", " ▁ ",
    "the the the", "thethethe", "unbelievable, isn't it?", "ÀÉÎÕÜ", "ß", "İi", "ǆ", "ﬀﬃ", "㍿", "㌔", "℡", "™", "…",
    "‥", "\u0e33", "ำ", "नमस्ते", "สวัสดี", "مرحبا", "שלום", "한국어", "한국어", "１２．３", "x" * 200, " " * 50 + "x", "日本語" * 20, "\U0001F9D1\u200d\U0001F680",
    "\U0010FFFF", "\ue000", "\uffff", "a" + "\u0300" * 30, "～〜", "￥€", "²³", "ₙ", "ª", "\u1e9b\u0323", "\u2126", "｡｢｣", "ﾊﾟ", "\u309b", "\u309c", " \u0308x",
]
ALPHABET = list(" \t\n  aetxoö日本é") + ["\u0301", "\u3099", "か", "ﬁ", "Ａ", "㍿", "👍", "\u200d", "▁", "the ", "tokens", "<", ">", "1", "２", "½"]
for _ in range(300):
    HOSTILE.append("".join(random.choice(ALPHABET) for _ in range(random.randint(1, 25))))


def write(name, model):
    with open(name + ".jsonl", "w") as out:
        for text in HOSTILE:
            out.write(json.dumps({"text": text, "tokens": model.encode(text)}) + "\n")


write("unigram", train("unigram", vocab_size=700, model_type="unigram", byte_fallback=True, normalization_rule_name="nmt_nfkc"))
write("unigram-unknown", train("unigram-unknown", vocab_size=400, model_type="unigram", normalization_rule_name="identity", add_dummy_prefix=False))
write("unigram-plain", train("unigram-plain", vocab_size=700, model_type="unigram", byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False))
