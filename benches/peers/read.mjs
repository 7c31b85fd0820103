// Words, sentences and tags by wink-nlp: `node read.mjs FOLDER TURNS`, run where npm put it. Prints the processor seconds, each
// document's in its best turn after one that is not measured, and how many words there were.

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/");
const wink = require("wink-nlp")(require("wink-eng-lite-web-model"), ["sbd", "pos"]);
const [folder, turns] = process.argv.slice(2);
const texts = readdirSync(folder).sort().map((name) => readFileSync(`${folder}/${name}`, "utf8"));
const least = texts.map(() => Infinity);
let found = 0;
for (let turn = 0; turn <= Number(turns); turn++) {
    found = 0;
    for (const [at, text] of texts.entries()) {
        const start = process.cpuUsage();
        const document = wink.readDoc(text);
        document.sentences().out();
        found += document.tokens().out(wink.its.pos).length;
        const { user, system } = process.cpuUsage(start);
        if (turn > 0) least[at] = Math.min(least[at], (user + system) / 1e6);
    }
}
console.log(JSON.stringify({ seconds: least.reduce((a, b) => a + b), found }));
