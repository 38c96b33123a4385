import { execSync } from 'node:child_process'
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import type { KeyringSource } from './keyring.ts'
import { type KeyringDocument, makeDocument, parseDocument, writeDocument } from './keyring-document.ts'
import { SetupProblem } from './setup-problem.ts'

/** A file that its owner alone may read; made with a first key where there is none. @throws {SetupProblem} */
export function keyringFile(file: string): KeyringSource {
  const read = () => {
    const text = readText(file)
    return text === undefined ? undefined : parsed(text, file)
  }
  return {
    read: () => {
      const found = read()
      if (found !== undefined) return found
      const made = makeDocument()
      save(file, made)
      return made
    },
    write: (document) => save(file, document),
  }
}

/**
 * A key service, through a command that prints the keys, such as that of a vault. It is asked at start and whenever keys change, and
 * makes new keys itself.
 *
 * @throws {SetupProblem}
 */
export function keyringCommand(command: string): KeyringSource {
  return {
    read: () => {
      const name = 'the command of SEALING_KEY_COMMAND'
      try {
        return parsed(execSync(command, { encoding: 'utf8', timeout: 10_000, stdio: ['ignore', 'pipe', 'pipe'] }), name)
      } catch (cause) {
        if (cause instanceof SetupProblem) throw cause
        // What it printed may hold keys and is not told.
        throw new SetupProblem(`No keys come from ${name}: it failed.`)
      }
    },
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new SetupProblem(`The keys in ${file} cannot be read: ${(cause as Error).message}.`, { cause })
  }
}

function parsed(text: string, from: string): KeyringDocument {
  try {
    return parseDocument(text)
  } catch (cause) {
    throw new SetupProblem(`The keys from ${from} cannot be used: ${(cause as Error).message}.`, { cause })
  }
}

/** Written aside and renamed, so that no crash leaves half a key. */
function save(file: string, document: KeyringDocument): void {
  const draft = `${file}.new`
  rmSync(draft, { force: true })
  const handle = openSync(draft, 'wx', 0o600)
  try {
    chmodSync(draft, 0o600)
    writeSync(handle, writeDocument(document))
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(draft, file)
}
