// NLP.js as a contestant, with its own settings: `node nlu_nlpjs.js train|serve` in the folder of the data.
// The files are those of nlu_worker.py; the packages are found by NODE_PATH.
const fs = require("fs");
const path = require("path");
const { containerBootstrap } = require("@nlpjs/core");
const { LangEn } = require("@nlpjs/lang-en-min");
const { Nlp } = require("@nlpjs/nlp");

async function create() {
  const container = await containerBootstrap();
  container.use(Nlp);
  container.use(LangEn);
  const nlp = container.get("nlp");
  nlp.settings.autoSave = false; // to a file that we name
  nlp.settings.log = false;
  nlp.addLanguage("en");
  return nlp;
}

async function train(folder) {
  const nlp = await create();
  for (const [text, intent] of JSON.parse(fs.readFileSync(path.join(folder, "train.json"), "utf8"))) {
    nlp.addDocument("en", text, intent);
  }
  await nlp.train();
  fs.writeFileSync(path.join(folder, "model.nlp"), nlp.export(true));
}

async function serve(folder) {
  const nlp = await create();
  nlp.import(fs.readFileSync(path.join(folder, "model.nlp"), "utf8"));
  const understand = async (text) => {
    const { classifications } = await nlp.process("en", text);
    const best = classifications.find(({ intent }) => intent !== "None"); // its own fallback, below 0.5
    return best ? [best.intent, best.score] : [null, 0];
  };
  const questions = JSON.parse(fs.readFileSync(path.join(folder, "questions.json"), "utf8"));
  for (const text of questions.warm_up) await understand(text);
  const milliseconds = [];
  for (const text of questions.timed) {
    const start = process.hrtime.bigint();
    await understand(text);
    milliseconds.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  const memory = process.memoryUsage().rss / 1024 / 1024;
  const answers = {};
  for (const [part, texts] of Object.entries(questions.parts)) {
    answers[part] = [];
    for (const text of texts) answers[part].push(await understand(text));
  }
  const found = { milliseconds, memory_mb: memory, answers };
  fs.writeFileSync(path.join(folder, "answers.json"), JSON.stringify(found));
}

({ train, serve })[process.argv[2]](process.cwd()).catch((error) => {
  console.error(error);
  process.exit(1);
});
