import { createReadStream, createWriteStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { fetchNode, type NodeAddress, type WithNode } from './audit-client.ts'
import { checkProof, isProof } from './audit-proof.ts'
import { verifyExport } from './audit-verify.ts'

type VerifyFlags = { checkpoint?: string[]; key?: string[] }

const print = (text: string) => void process.stdout.write(`${text}\n`)

/** `datong audit export | verify | prove | rotate-key`: of these, `verify` asks no node. */
export function registerAuditCommands(program: Command, withNode: WithNode): void {
  const audit = program.command('audit').description('export and verify the record of what was seen and done')

  audit
    .command('export')
    .description('write the whole record with its checkpoints into a file; it names persons, so keep it well')
    .argument('<file>')
    .action(async (file: string) => {
      await withNode(async (node) => {
        const { body } = await fetchNode(node, 'GET', '/trust/v1/export')
        if (body === null) throw new Error('The node answered nothing.')
        await pipeline(Readable.fromWeb(body as never), createWriteStream(file, { mode: 0o600 }))
      })
      print(`Written to ${file}. Verify it anywhere: datong audit verify ${file}`)
    })

  audit
    .command('verify')
    .description('check an export, or the proof of one record, without the node: complete, unchanged, as it was signed')
    .argument('<file>')
    .option('--checkpoint <file...>', 'checkpoints that were kept earlier, or by somebody else')
    .option('--key <verifier...>', 'the verifier keys of the log that you trust (else the first that the export names)')
    .action(async (file: string, flags: VerifyFlags) => {
      const isGood = (await startOf(file)).startsWith('c2sp.org/')
        ? await verifyProof(file, flags)
        : await verifyFile(file, flags)
      if (!isGood) process.exitCode = 1
    })

  audit
    .command('prove')
    .description('write one record and the proof that it is in the tree')
    .argument('<index>', 'the place of the record, counted from 0')
    .argument('[file]', 'where to write it (default record-INDEX.tlog-proof)')
    .action(async (index: string, file = `record-${index}.tlog-proof`) => {
      const path = `/trust/v1/records/${encodeURIComponent(index)}/proof`
      const proof = await withNode(async (node) => (await fetchNode(node, 'GET', path)).text())
      await writeFile(file, proof, { mode: 0o600 })
      print(`Written to ${file}. Verify it anywhere: datong audit verify ${file} --key VERIFIER`)
    })

  audit
    .command('rotate-key')
    .description('give the log a new key, for which the old one vouches; prints the new verifier key')
    .action(async () => {
      const rotate = async (node: NodeAddress) => (await fetchNode(node, 'POST', '/trust/v1/keys/rotate')).json()
      print(((await withNode(rotate)) as { verifier: string }).verifier)
    })
}

async function verifyFile(file: string, { checkpoint = [], key: keys = [] }: VerifyFlags): Promise<boolean> {
  const kept = await Promise.all(checkpoint.map(async (name) => ({ name, note: await readFile(name, 'utf8') })))
  const verdict = await verifyExport(
    () => createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY }),
    { kept, keys },
  )
  for (const { message } of verdict.faults.slice(0, 100)) print(`✗ ${message}`)
  if (verdict.faults.length > 100) print(`and ${verdict.faults.length - 100} more`)
  const { holds, origin, records, erased, checkpoints } = verdict
  if (!holds) {
    print(`${file} does not hold.`)
    return false
  }
  print(`✓ ${records} records of ${origin}: complete, unchanged, and as signed in ${checkpoints} checkpoints.`)
  if (erased > 0)
    print(`  From ${erased} of them, something was erased on a person's behalf since; the rest of each is as it was.`)
  if (keys.length === 0)
    print(`  The key was taken from the export itself. Compare it with one that you had from elsewhere: ${verdict.keys[0]}`)
  return true
}

async function verifyProof(file: string, { key: keys = [] }: VerifyFlags): Promise<boolean> {
  const text = await readFile(file, 'utf8')
  if (!isProof(text)) throw new Error(`${file} is a proof of another version than this program knows.`)
  if (keys.length === 0)
    throw new Error('A proof names no key that could be trusted: give the verifier key of the log with --key.')
  const { index, size, origin, record } = checkProof(text, keys)
  print(`✓ Record ${index} of ${origin} is among the ${size} that were signed:`)
  print(JSON.stringify(record, null, 2))
  return true
}

async function startOf(file: string): Promise<string> {
  for await (const part of createReadStream(file, { start: 0, end: 63 })) return String(part)
  return ''
}
