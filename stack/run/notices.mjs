/**
 * THIRD-PARTY-NOTICES.md: every package that runs in the product, with version, licence and who to thank,
 * read from the packages themselves. `npm run check` compares it; `npm run notices` writes it.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const FILE = 'THIRD-PARTY-NOTICES.md';
const HEAD = `# Third-party notices

Chengkan runs on the packages below. Each is used under its own licence, whose text lies in the package's folder under
\`node_modules/\` after an installation. This list is made by \`npm run notices\`.

| package | version | licence | copyright |
| --- | --- | --- | --- |
`;

function copyrightOf(folder) {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  const text = file ? readFileSync(path.join(folder, file), 'utf8') : '';
  const line = text
    .split('\n')
    .find((candidate) => /^\W*copyright\s+(\(c\)|©|\d{4})/i.test(candidate.trim()));
  return (line ?? '').trim().replaceAll('|', '/').slice(0, 120);
}

const licenceOf = ({ license, licenses }) =>
  typeof license === 'string'
    ? license
    : (license?.type ?? licenses?.map(({ type }) => type).join(' or ') ?? 'see package');

export function notices(root) {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const rows = Object.entries(packages)
    // What only builds or tests, and the binaries of other platforms, is not part of the product.
    .filter(([folder, entry]) => folder !== '' && !entry.dev && !entry.optional && !entry.devOptional)
    .filter(([folder]) => existsSync(path.join(root, folder, 'package.json')))
    .map(([folder, { version }]) => {
      const manifest = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
      return `| ${manifest.name} | ${version} | ${licenceOf(manifest)} | ${copyrightOf(path.join(root, folder))} |`;
    });
  return `${HEAD}${[...new Set(rows)].sort().join('\n')}\n`;
}

export const noticesAreCurrent = (root) =>
  existsSync(path.join(root, FILE)) && readFileSync(path.join(root, FILE), 'utf8') === notices(root);

export async function run(root) {
  writeFileSync(path.join(root, FILE), notices(root));
}
