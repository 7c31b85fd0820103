// Words, sentences and tags by wink-nlp: `node read.mjs FOLDER TURNS`, run where npm put it. Prints the processor seconds of the turn
// that took least, after one that is not measured, and how many words there were.

import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.cwd() + "/");
const wink = require("wink-nlp")(require("wink-eng-lite-web-model"), ["sbd", "pos"]);
const [folder, turns] = process.argv.slice(2);
const texts = readdirSync(folder).sort().map((name) => readFileSync(`${folder}/${name}`, "utf8"));
let least = Infinity;
let found = 0;
for (let turn = 0; turn <= Number(turns); turn++) {
    found = 0;
    const start = process.cpuUsage();
    for (const text of texts) {
        const document = wink.readDoc(text);
        document.sentences().out();
        found += document.tokens().out(wink.its.pos).length;
    }
    const { user, system } = process.cpuUsage(start);
    if (turn > 0) least = Math.min(least, (user + system) / 1e6);
}
console.log(JSON.stringify({ seconds: least, found }));
