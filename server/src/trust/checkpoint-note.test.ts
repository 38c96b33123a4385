import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { SetupProblem } from '#kernel'
import { loadKeys } from './checkpoint-keys.ts'
import {
  createSigner,
  findSignature,
  parseHead,
  parseNote,
  parseSigner,
  parseVerifier,
  signNote,
  verifierOf,
  writeHead,
  writeSigner,
} from './checkpoint-note.ts'

const noon = new Date('2026-11-25T12:00:00Z')

test('a note and a key of the Go implementation are understood and found right', () => {
  const verifier = parseVerifier('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')
  const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
  const signature =
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'
  const note = parseNote(`${text}\n${signature}`)
  assert.equal(findSignature(note, verifier)?.line, signature)
  assert.equal(findSignature(parseNote(`${text} \n\n${signature}`), verifier), undefined)
})

test('what a log and a witness sign is found right with their verifier keys, and with no other', () => {
  const log = createSigner('county.example/record', 'log', randomBytes(32))
  const witness = createSigner('village.example', 'witness', randomBytes(32))
  const head = { origin: log.name, size: 20_852_163, root: randomBytes(32) }
  const text = writeHead(head)
  const note = parseNote(`${text}\n${signNote(text, log, noon)}${signNote(text, witness, noon)}`)
  assert.deepEqual(parseHead(note.text), head)
  assert.ok(findSignature(note, parseVerifier(verifierOf(log))))
  assert.deepEqual(findSignature(note, parseVerifier(verifierOf(witness)))?.at, noon)
  const namesake = createSigner(log.name, 'log', randomBytes(32))
  assert.equal(findSignature(note, parseVerifier(verifierOf(namesake))), undefined)
  const other = parseNote(`${writeHead({ ...head, size: 7 })}\n${signNote(text, log, noon)}`)
  assert.equal(findSignature(other, parseVerifier(verifierOf(log))), undefined)
  assert.deepEqual(parseSigner(writeSigner(log)), log)
})

test('what is no note, checkpoint or key is refused with a reason', () => {
  for (const text of ['', 'a\n', 'a\n\n', 'a\n\n— b\n', 'a\n\n— b c\n', 'a\n\n— b AAAAAAAA'])
    assert.throws(() => parseNote(text), /note|signature/)
  for (const text of ['', 'a\n1\n', 'a\n01\nAAAA\n', `a\n-1\n${randomBytes(32).toString('base64')}\n`])
    assert.throws(() => parseHead(text), /three lines/)
  const key = verifierOf(createSigner('a', 'log', randomBytes(32)))
  for (const text of ['', 'a', key.replace('a+', 'b+'), `${key}AA`]) assert.throws(() => parseVerifier(text), /key/)
})

test('a key is made once, for its owner alone, and a damaged file is not replaced', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'datong-keys-'))
  try {
    const file = join(folder, 'record.key')
    const made = await loadKeys(file, 'county', 'log')
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    assert.deepEqual(await loadKeys(file, 'another', 'log'), made)
    await writeFile(file, 'nonsense\n')
    await assert.rejects(loadKeys(file, 'county', 'log'), SetupProblem)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
