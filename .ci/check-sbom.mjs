// Checks a CycloneDX file: that it is about this version, that it has every crate and Debian package that stdin names ("name v1.2.3", one in each
// line), crates with their licence and dependencies, and that it contains no path of the machine that made it.
//
// node .ci/check-sbom.mjs FILE
import { readFileSync } from 'node:fs';

const [file] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');
const bom = JSON.parse(text);
const faults = [];
const expect = (holds, fault) => holds || faults.push(fault);

const version = /^version = "(.*)"$/m.exec(readFileSync('Cargo.toml', 'utf8'))[1];
const { component } = bom.metadata;
expect(bom.bomFormat === 'CycloneDX', `its bomFormat is ${bom.bomFormat}`);
expect(component.name === 'keydesk' && component.version === version, `it is about ${component.name} ${component.version}, not keydesk ${version}`);

const known = new Map(bom.components.map((part) => [`${part.name} v${part.version}`, part]));
const parts = readFileSync(0, 'utf8').split('\n').filter((line) => line && line !== `keydesk v${version}`);
expect(parts.length > 100, `only ${parts.length} crates were named to compare with`);
for (const part of parts) expect(known.has(part), `${part} is missing`);
// The licences of Debian's packages are files in the image.
const isDebian = ({ purl }) => purl?.startsWith('pkg:deb/');
for (const [name, part] of known) expect(part.purl && (part.licenses?.length || isDebian(part)), `${name} has no package URL or no licence`);

const dependencies = new Map(bom.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn ?? []]));
const program = `keydesk@${version}`;
expect((dependencies.get(program) ?? []).length > 10, 'it does not say what keydesk depends on');
if (component.type === 'container') expect(dependencies.get(component['bom-ref'])?.includes(program), 'it does not say that the image has keydesk');
for (const [ref, needed] of dependencies) for (const other of needed) expect(dependencies.has(other), `${ref} depends on ${other}, which is not there`);

const places = [process.cwd(), process.env.HOME, 'file://', '/home/', '/root/', '/tmp/'].filter((place) => place && place !== '/');
for (const place of places) expect(!text.includes(place), `it contains the path ${place}`);

for (const fault of faults) console.error(`${file}: ${fault}`);
if (faults.length > 0) process.exit(1);
console.log(`${file}: ${parts.length} parts`);
