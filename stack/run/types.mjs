/**
 * Checks the types of every project in one process. A file that several projects include under the same settings is
 * parsed once: one `tsc -p` after another would read the library types and half the sources a dozen times.
 */
import path from 'node:path';
import ts from 'typescript';

/** Settings that change what a parsed and bound file is. */
const keyOf = ({ target, module, moduleResolution, moduleDetection, jsx, strict, allowJs }) =>
  JSON.stringify([target, module, moduleResolution, moduleDetection, jsx, strict, allowJs]);

const formatHost = (root) => ({
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => root,
  getNewLine: () => '\n',
});

export class TypeChecker {
  #root;
  #parsed = new Map();

  constructor(root) {
    this.#root = root;
  }

  #host(options) {
    const host = ts.createCompilerHost(options, true);
    const parse = host.getSourceFile.bind(host);
    const settings = keyOf(options);
    host.getSourceFile = (fileName, version, ...rest) => {
      const format = typeof version === 'object' ? version.impliedNodeFormat : undefined;
      const key = `${settings} ${format} ${fileName}`;
      if (!this.#parsed.has(key)) this.#parsed.set(key, parse(fileName, version, ...rest));
      return this.#parsed.get(key);
    };
    return host;
  }

  /** Messages as the compiler words them, empty when the project is right. */
  check(project) {
    const file = path.join(this.#root, project);
    const unreadable = [];
    const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (found) => unreadable.push(found) };
    const config = ts.getParsedCommandLineOfConfigFile(file, {}, host);
    if (config === undefined) return ts.formatDiagnostics(unreadable, formatHost(this.#root));
    const { fileNames, options, errors } = config;
    const program = ts.createProgram({
      rootNames: fileNames,
      options,
      configFileParsingDiagnostics: errors,
      host: this.#host(options),
    });
    const found = ts.sortAndDeduplicateDiagnostics(ts.getPreEmitDiagnostics(program));
    return ts.formatDiagnostics(found, formatHost(this.#root));
  }
}
