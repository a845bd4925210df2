// Prints one CycloneDX file for several that are about the same program: all components of all of them, each once, and all that they depend on.
// A folder with the heads of Debian packages (dpkg's status.d) makes it one about an image that consists of the program and these packages.
//
// node .ci/merge-sbom.mjs FILE... [FOLDER]
import { readFileSync, readdirSync, statSync } from 'node:fs';

const inputs = process.argv.slice(2);
const isFolder = (path) => statSync(path).isDirectory();
// Without the path of this folder, from which nobody can download.
const read = (file) => JSON.parse(readFileSync(file, 'utf8').replace(/path\+file:\/\/[^#"]*#|\?download_url=file:\/\/[^#"]*/g, ''));
const boms = inputs.filter((path) => !isFolder(path)).map(read);

const components = new Map();
const dependencies = new Map();
const depends = (ref, others) => dependencies.set(ref, new Set([...(dependencies.get(ref) ?? []), ...others]));
for (const bom of boms) {
  for (const part of bom.components) components.set(part['bom-ref'], part);
  for (const { ref, dependsOn } of bom.dependencies) depends(ref, dependsOn ?? []);
}

const { metadata } = boms[0];
metadata.properties = boms.flatMap((bom) => bom.metadata.properties ?? []);

const [folder] = inputs.filter(isFolder);
if (folder) {
  const distribution = /^ID="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))[1];
  const packages = readdirSync(folder).map((name) => {
    const head = readFileSync(`${folder}/${name}`, 'utf8');
    const field = (key) => new RegExp(`^${key}: (.*)$`, 'm').exec(head)?.[1];
    const version = field('Version');
    const purl = `pkg:deb/${distribution}/${field('Package')}@${encodeURIComponent(version)}?arch=${field('Architecture')}`;
    return { type: 'library', 'bom-ref': purl, name: field('Package'), version, scope: 'required', purl };
  });
  const program = metadata.component;
  components.set(program['bom-ref'], program);
  for (const part of packages) components.set(part['bom-ref'], part);
  const image = { type: 'container', 'bom-ref': `image of ${program['bom-ref']}`, name: program.name, version: program.version };
  metadata.component = image;
  for (const part of packages) depends(part['bom-ref'], []);
  depends(image['bom-ref'], [program, ...packages].map((part) => part['bom-ref']));
}

const sorted = (map) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
const merged = {
  ...boms[0],
  components: sorted(components).map(([, part]) => part),
  dependencies: sorted(dependencies).map(([ref, others]) => ({ ref, ...(others.size > 0 && { dependsOn: [...others].sort() }) })),
};
process.stdout.write(`${JSON.stringify(merged, null, 2)}\n`);
