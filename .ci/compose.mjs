// Prints the environment of a service in a compose file, one NAME=value in each line, with variables filled in. Fails if the file is not YAML, the
// service is not there, or a required variable is not set.
//
// node .ci/compose.mjs FILE SERVICE
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const [file, service] = process.argv.slice(2);
const { parse } = createRequire(path.resolve('end2end/package.json'))('yaml');
const filled = readFileSync(file, 'utf8').replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name, kind, rest) => {
  if (process.env[name]) return process.env[name];
  if (kind === '-') return rest;
  throw new Error(`${name} is not set: ${rest}`);
});
const { environment } = parse(filled, { merge: true, strict: true, uniqueKeys: true }).services[service];
for (const [name, value] of Object.entries(environment)) console.log(`${name}=${value}`);
