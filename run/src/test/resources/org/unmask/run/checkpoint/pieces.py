"""Writes pieces.model, a small vocabulary of SentencePiece, pieces.gguf with the same, and pieces.jsonl: texts and their tokens.

pip install sentencepiece==0.2.2 gguf==0.19.0; python pieces.py
"""
import json

import sentencepiece
from gguf import GGUFWriter

TEXTS = [
    "Hello world", " two  spaces ", "tokens are pieces of text", "naïve café", "日本語 and 👩‍👩‍👧", "1234 + 5678 = 6912",
    "line\nbreak\ttab", "", "a", "the the the", "    four", "unbelievable, isn't it?",
]
corpus = "pieces.txt"
with open(corpus, "w") as out:
    for line in open(__file__):
        out.write(line)
    for i in range(300):
        out.write(f"The pieces of text number {i} are tokens, and the tokens are pieces of the text; hello world {i * 7}.\n")
sentencepiece.SentencePieceTrainer.train(
    input=corpus, model_prefix="pieces", vocab_size=420, model_type="bpe", byte_fallback=True, add_dummy_prefix=True,
    remove_extra_whitespaces=False, normalization_rule_name="identity", split_digits=True, num_threads=1,
)
model = sentencepiece.SentencePieceProcessor(model_file="pieces.model")
size = model.get_piece_size()


def type(i):
    if model.is_unknown(i):
        return 2
    return 3 if model.is_control(i) else 6 if model.is_byte(i) else 1


writer = GGUFWriter("pieces.gguf", "llama")
writer.add_tokenizer_model("llama")
writer.add_token_list([model.id_to_piece(i) for i in range(size)])
writer.add_token_scores([model.get_score(i) for i in range(size)])
writer.add_token_types([type(i) for i in range(size)])
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
with open("pieces.jsonl", "w") as out:
    for text in TEXTS:
        out.write(json.dumps({"text": text, "tokens": model.encode(text)}, ensure_ascii=False) + "\n")
