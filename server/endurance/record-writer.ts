/** A process that records and puts into the tree, until it is killed: `record-writer.ts URL` or `record-writer.ts FOLDER`. */
import { connect, migrate, openEmbedded } from '#kernel'
import { recordAll, sequenceRecords } from '#trust'
import { allSchemas } from '../src/schemas.ts'

const [target = ''] = process.argv.slice(2)
const isUrl = target.startsWith('postgres')
const address = isUrl ? { url: target } : (await openEmbedded(target)).address
const pool = connect(address, (error) => {
  throw error
})
await migrate(pool, allSchemas)

async function append(name: string): Promise<void> {
  for (let round = 0; ; round++) {
    const resources = Array.from({ length: 40 }, (_, i) => `${process.pid}-${name}-${round}-${i}`)
    const entry = { kind: 'access', actor: { kind: 'officer', id: 'o' }, action: 'read', categories: [] } as const
    const entries = resources.map(
      (resource, i) => ({ ...entry, resource, subjects: [`p${i}`], decision: 'allow', reason: 'law' }) as const,
    )
    await pool.transaction((tx) => recordAll(tx, entries))
    process.stdout.write(`${resources.join('\n')}\n`)
  }
}

async function sequence(): Promise<void> {
  for (;;) await sequenceRecords(pool)
}

await Promise.all([append('one'), append('other'), sequence(), sequence()])
