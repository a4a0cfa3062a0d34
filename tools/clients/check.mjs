// Checks a running server with the `openai` package of npm, as a client sees it.
//
//     ./unmask serve --port 8123 &
//     npm install openai
//     node tools/clients/check.mjs http://127.0.0.1:8123/v1
//
// It asks both tiny models that come with Unmask, prints a line for every check, and ends with status 1 if one fails.
// Node looks for packages from this folder upwards; a copy of the file runs beside a `node_modules` elsewhere.

import OpenAI from "openai";

const url = process.argv[2] ?? "http://127.0.0.1:8000/v1";
const prompt = "Max has 78 stamps. He loses 7 stamps. How many stamps does Max have?\nAnswer:";
const messages = [{ role: "user", content: "Max has 78 stamps. He loses 7 stamps. How many stamps does Max have?" }];
const blocks = { strategy: "block-diffusion:block=16,threshold=0.9" };
const client = new OpenAI({ baseURL: url, apiKey: process.env.UNMASK_API_KEY ?? "any", maxRetries: 0 });
let failed = 0;

function check(name, holds, seen) {
  failed += holds ? 0 : 1;
  console.log(holds ? `ok      ${name}` : `FAILED  ${name}: ${JSON.stringify(seen)}`);
}

/** The package must throw the error that belongs to the status. */
async function refused(name, kind, code, asked) {
  try {
    check(name, false, await asked);
  } catch (error) {
    check(name, error instanceof kind && error.code === code && error.message.length > 0, String(error));
  }
}

const completion = (more) => client.completions.create({ model: "tiny-math-ar", prompt, max_tokens: 64, ...more });

async function all(stream) {
  const events = [];
  for await (const event of stream) {
    events.push(event);
  }
  return events;
}

const names = (await client.models.list()).data.map((model) => model.id);
check("models are listed", names.join() === "tiny-math-dlm,tiny-math-ar", names);

for (const [model, extra] of [["tiny-math-ar", {}], ["tiny-math-dlm", {}], ["tiny-math-dlm", blocks]]) {
  const label = `${model} ${extra.strategy ?? ""}`.trim();
  const whole = await completion({ model, ...extra });
  const text = whole.choices[0].text;
  check(`${label}: a completion has text`, model === "tiny-math-ar" ? text.includes("71") : text.trim().length > 0, text);
  check(`${label}: it says why it ended`, whole.choices[0].finish_reason === "stop", whole);

  const events = await all(await completion({ model, ...extra, stream: true, stream_options: { include_usage: true } }));
  const pieces = events.filter((event) => event.choices.length > 0).map((event) => event.choices[0].text);
  check(`${label}: a stream has the same text`, pieces.join("") === text, pieces);
  check(`${label}: usage comes last`, events.at(-1).usage.total_tokens === whole.usage.total_tokens, events.at(-1));

  const asked = { model, messages, max_completion_tokens: 64, ...extra };
  const said = (await client.chat.completions.create(asked)).choices[0].message;
  check(`${label}: a conversation is answered`, said.role === "assistant" && said.content.length > 0, said);
  const deltas = (await all(await client.chat.completions.create({ ...asked, stream: true })))
    .filter((event) => event.choices.length > 0)
    .map((event) => event.choices[0].delta);
  check(`${label}: a streamed one says who speaks`, deltas[0].role === "assistant", deltas[0]);
  check(`${label}: and the same`, deltas.map((delta) => delta.content ?? "").join("") === said.content, deltas);
}

const drawn = [];
for (let i = 0; i < 2; i++) {
  drawn.push(JSON.stringify((await completion({ temperature: 0.8, seed: 7, n: 3 })).choices));
}
check("a seed repeats answers", drawn[0] === drawn[1], drawn);
const stopped = (await completion({ stop: ["7"] })).choices[0];
check("a stop text ends an answer before it", stopped.finish_reason === "stop" && !stopped.text.includes("7"), stopped);

const scored = (await completion({ max_tokens: 1, echo: true, logprobs: 2 })).choices[0];
const scores = scored.logprobs;
check("every token but the first has a score", scores.token_logprobs[0] === null && scores.token_logprobs[1] <= 0, scores);
check(
  "offsets lead to the tokens",
  scores.tokens.every((token, i) => scored.text.startsWith(token, scores.text_offset[i])),
  scores,
);

await refused("an unknown model", OpenAI.NotFoundError, "model_not_found", completion({ model: "gpt" }));
await refused("a text too long", OpenAI.BadRequestError, "context_length_exceeded", completion({ prompt: prompt.repeat(9) }));
await refused("an unknown strategy", OpenAI.BadRequestError, null, completion({ strategy: "magic" }));
await refused("a wrong type", OpenAI.BadRequestError, null, completion({ max_tokens: "many" }));
await refused("scores of a diffusion model", OpenAI.BadRequestError, null, completion({ model: "tiny-math-dlm", logprobs: 1 }));

const leaving = await completion({ model: "tiny-math-dlm", ...blocks, stream: true });
leaving.controller.abort();
check("a client that left is followed by others", (await completion({})).choices[0].text.includes("71"));

console.log(failed > 0 ? `${failed} failed` : "all hold");
process.exit(failed > 0 ? 1 : 0);
