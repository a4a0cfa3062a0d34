"""Checks a running server with the `openai` package of Python, as a client sees it.

    ./unmask serve --port 8123 &
    pip install openai
    python tools/clients/check.py http://127.0.0.1:8123/v1

It asks both tiny models that come with Unmask, prints a line for every check, and ends with status 1 if one fails.
"""

import os
import sys

import openai

URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000/v1"
PROMPT = "Max has 78 stamps. He loses 7 stamps. How many stamps does Max have?\nAnswer:"
MESSAGES = [{"role": "user", "content": "Max has 78 stamps. He loses 7 stamps. How many stamps does Max have?"}]
BLOCKS = {"strategy": "block-diffusion:block=16,threshold=0.9"}

client = openai.OpenAI(base_url=URL, api_key=os.environ.get("UNMASK_API_KEY", "any"), max_retries=0)
failed = 0


def check(name, holds, seen=""):
    global failed
    failed += not holds
    print(("ok      " if holds else "FAILED  ") + name + ("" if holds else f": {seen!r}"))


def refused(name, kind, code, ask):
    """The package must raise the error that belongs to the status."""
    try:
        check(name, False, ask())
    except kind as error:
        check(name, error.code == code and error.body["message"], error)


def completion(model="tiny-math-ar", prompt=PROMPT, tokens=64, **more):
    return client.completions.create(model=model, prompt=prompt, max_tokens=tokens, **more)


names = [model.id for model in client.models.list()]
check("models are listed", names == ["tiny-math-dlm", "tiny-math-ar"], names)
check("a model is told", client.models.retrieve("tiny-math-ar").id == "tiny-math-ar")

for name, extra in [("tiny-math-ar", {}), ("tiny-math-dlm", {}), ("tiny-math-dlm", BLOCKS)]:
    label = f"{name} {extra.get('strategy', '')}".strip()
    whole = completion(name, extra_body=extra)
    text = whole.choices[0].text
    check(f"{label}: a completion has text", "71" in text if name == "tiny-math-ar" else text.strip(), text)
    check(f"{label}: it says why it ended", whole.choices[0].finish_reason == "stop", whole)
    check(f"{label}: tokens add up", whole.usage.total_tokens == whole.usage.prompt_tokens + whole.usage.completion_tokens)

    events = list(completion(name, extra_body=extra, stream=True, stream_options={"include_usage": True}))
    pieces = [event.choices[0].text for event in events if event.choices]
    check(f"{label}: a stream has the same text", "".join(pieces) == text, pieces)
    check(f"{label}: usage comes last", events[-1].usage == whole.usage, events[-1])

    chat = client.chat.completions.create(model=name, messages=MESSAGES, max_completion_tokens=64, extra_body=extra)
    said = chat.choices[0].message.content
    check(f"{label}: a conversation is answered", chat.choices[0].message.role == "assistant" and said, chat)
    stream = client.chat.completions.create(
        model=name, messages=MESSAGES, max_completion_tokens=64, extra_body=extra, stream=True
    )
    deltas = [event.choices[0].delta for event in stream if event.choices]
    check(f"{label}: a streamed one says who speaks", deltas[0].role == "assistant", deltas[0])
    check(f"{label}: and the same", "".join(delta.content or "" for delta in deltas) == said, deltas)

drawn = [completion(temperature=0.8, seed=7, n=3) for _ in range(2)]
check("answers are numbered", [choice.index for choice in drawn[0].choices] == [0, 1, 2])
check("a seed repeats them", drawn[0].choices == drawn[1].choices, drawn)
check("a list of prompts is answered", len(completion(prompt=[PROMPT, PROMPT]).choices) == 2)
stopped = completion(stop=["7"]).choices[0]
check("a stop text ends an answer before it", stopped.finish_reason == "stop" and "7" not in stopped.text, stopped)
cut = completion(tokens=2).choices[0]
check("so does the length", cut.finish_reason == "length", cut)

scored = completion(tokens=1, echo=True, logprobs=2).choices[0]
scores = scored.logprobs
check("an echo begins with the prompt", scored.text.startswith(PROMPT), scored.text)
check("every token but the first has a score", scores.token_logprobs[0] is None and max(scores.token_logprobs[1:]) <= 0)
check("offsets lead to the tokens", all(scored.text[o:].startswith(t) for o, t in zip(scores.text_offset, scores.tokens)))
check("the likeliest is the one that was decoded", scores.token_logprobs[-1] == max(scores.top_logprobs[-1].values()))

refused("an unknown model", openai.NotFoundError, "model_not_found", lambda: completion("gpt"))
refused("a text too long", openai.BadRequestError, "context_length_exceeded", lambda: completion(prompt=PROMPT * 9))
refused("an unknown strategy", openai.BadRequestError, None, lambda: completion(extra_body={"strategy": "magic"}))
refused("a wrong type", openai.BadRequestError, None, lambda: completion(tokens="many"))
refused("scores of a diffusion model", openai.BadRequestError, None, lambda: completion("tiny-math-dlm", logprobs=1))
refused("a penalty", openai.BadRequestError, None, lambda: completion(presence_penalty=1))

print(f"{failed} failed" if failed else "all hold")
sys.exit(1 if failed else 0)
