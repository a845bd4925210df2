// Turns `cargo metadata` (standard input) into shell variables: the entries of [package.metadata.leptos] in Cargo.toml, with
// cargo-leptos' defaults for missing ones. The names are the same, with `_` for `-`.
import { readFileSync } from 'node:fs';

const found = JSON.parse(readFileSync(0, 'utf8')).packages[0];
const settings = {
  package: found.name,
  'output-name': found.name,
  'bin-target': found.name,
  'site-root': 'target/site',
  'site-pkg-dir': 'pkg',
  'assets-dir': '',
  'style-file': '',
  'bin-features': [],
  'lib-features': [],
  'bin-default-features': true,
  'lib-default-features': true,
  'lib-profile-release': 'release',
  ...found.metadata?.leptos,
};

const flags = (half) =>
  [settings[`${half}-default-features`] ? '' : '--no-default-features', `--features=${settings[`${half}-features`]}`]
    .join(' ');

for (const [name, value] of Object.entries({ ...settings, 'bin-flags': flags('bin'), 'lib-flags': flags('lib') })) {
  console.log(`${name.replaceAll('-', '_')}='${String(value).replaceAll("'", "'\\''")}'`);
}
