import type { HeadLine } from './audit-export.ts'
import type { Fault } from './audit-fault.ts'
import { findSignature, type Head, type Note, parseHead, parseNote, parseVerifier } from './checkpoint-note.ts'

/** A checkpoint to hold the records against: of the export itself, or one that somebody kept. */
export type Claim = { readonly head: Head; readonly note: Note; readonly source: string }

export function parseClaim(text: string, source: string): Claim | Fault {
  try {
    const note = parseNote(text)
    return { head: parseHead(note.text), note, source }
  } catch (error) {
    return { kind: 'unreadable', message: `${source} cannot be read: ${(error as Error).message}` }
  }
}

/** Checkpoints that contradict one another or the size of the export, without a look at any record. */
export function contradictions(claims: readonly Claim[], { origin, size }: HeadLine): Fault[] {
  const faults: Fault[] = []
  const bySize = new Map<number, Claim>()
  for (const claim of claims) {
    const { head, source } = claim
    if (head.origin !== origin) {
      faults.push({ kind: 'unreadable', message: `${source} is of another log, ${head.origin}.` })
      continue
    }
    const other = bySize.get(head.size)
    if (other !== undefined && !other.head.root.equals(head.root))
      faults.push({
        kind: 'forked',
        message: `The log was forked: ${other.source} and ${source} are both of ${head.size} records, with different roots.`,
      })
    if (other === undefined) bySize.set(head.size, claim)
    if (head.size > size)
      faults.push({
        kind: 'rolled-back',
        message: `${source} is of ${head.size} records, but the export ends after ${size}: the ${head.size - size} after that were taken away.`,
      })
  }
  return faults
}

/** The keys of a log, as they follow one another: each vouched for by the one before. */
export type Keyring = {
  /** A key that a record names as the next; it counts once a checkpoint over that record is signed by a key that counts. */
  announce(verifier: string, index: number): void
  /** Whether a key that counts has signed; what is wrong, if none has. */
  check(claim: Claim): Fault | undefined
  readonly used: readonly string[]
}

export function createKeyring(trusted: readonly string[]): Keyring {
  let current = [...trusted]
  let announced: { verifier: string; index: number }[] = []
  const used = new Set<string>()
  let signer: string | undefined
  return {
    announce: (verifier, index) => void announced.push({ verifier, index }),
    check: ({ head, note, source }) => {
      const found = current.find((verifier) => hasSigned(note, verifier))
      if (found === undefined) {
        const names = note.signatures.map(({ name, id }) => `${name}+${id.toString('hex')}`).join(', ')
        const isKnown = note.signatures.some(({ name, id }) =>
          current.some((key) => key.startsWith(`${name}+${id.toString('hex')}+`)),
        )
        return isKnown
          ? { kind: 'bad-signature', message: `${source} (${head.size} records) is not what its key signed.` }
          : {
              kind: 'unvouched-key',
              message: `${source} (${head.size} records) is signed by no key that is trusted here, but by ${names}.`,
            }
      }
      used.add(found)
      // Once the next key signs, the one that vouched for it counts no more.
      if (found !== signer && !trusted.includes(found)) current = current.filter((key) => key !== signer)
      signer = found
      const next = announced.filter(({ index }) => index < head.size)
      current.push(...next.map(({ verifier }) => verifier))
      announced = announced.filter((one) => !next.includes(one))
      return undefined
    },
    get used() {
      return [...used]
    },
  }
}

function hasSigned(note: Note, verifier: string): boolean {
  try {
    return findSignature(note, parseVerifier(verifier)) !== undefined
  } catch {
    return false
  }
}
