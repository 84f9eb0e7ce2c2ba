/** The two promises of the house style for which ESLint has no rule: reasons beside exceptions, kebab-case files. */
import path from 'node:path';

/** `contracts/tile.ts`, `alarms.store.ts`, `tsconfig.base.json`; a leading dot is allowed. */
const KEBAB_CASE = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

const kebabCaseFile = {
  meta: { type: 'problem', schema: [], messages: { name: 'Files are kebab-case: {{name}}.' } },
  create: (context) => ({
    Program(node) {
      const name = path.basename(context.filename);
      if (!KEBAB_CASE.test(name)) context.report({ node, messageId: 'name', data: { name } });
    },
  }),
};

const DISABLES = /^\s*(eslint-disable|@ts-expect-error|@ts-ignore)/;

const reasonBesideException = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { reason: 'An exception has its reason beside it: `-- why`.' },
  },
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        if (!DISABLES.test(comment.value) || / -- \S/.test(comment.value)) continue;
        context.report({ loc: comment.loc, messageId: 'reason' });
      }
    },
  }),
};

export const houseRules = {
  rules: { 'kebab-case-file': kebabCaseFile, 'reason-beside-exception': reasonBesideException },
};
