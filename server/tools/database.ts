import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Address, connect } from '#kernel'

/** A database that somebody made for one use, and drops after it. */
export type OwnDatabase = { readonly address: Address; dispose(): Promise<void> }

const fail = (error: Error) => {
  throw error
}

/** Makes a database on a PostgreSQL server, empty or the copy of another one there. `dispose` waits up to 20 s for its last connection to end. */
export async function createDatabase(url: string, template = 'template1'): Promise<OwnDatabase & { readonly url: string }> {
  const server = connect({ url }, fail)
  const name = `datong_${randomBytes(6).toString('hex')}`
  await server.query(`create database ${name} template ${template}`)
  const own = new URL(url)
  own.pathname = `/${name}`
  return {
    url: own.href,
    address: { url: own.href },
    dispose: async () => {
      const isUsed = async () => (await server.query('select 1 from pg_stat_activity where datname = $1', [name])).length > 0
      for (let tries = 0; tries < 400 && (await isUsed()); tries++) await sleep(50)
      await server.query(`drop database ${name}`)
      await server.close()
    },
  }
}

/** A database of this name on a PostgreSQL server, made unless it is there; it stays. @returns its URL */
export async function createNamed(url: string, name: string): Promise<string> {
  const server = connect({ url }, fail)
  const there = await server.query('select 1 from pg_database where datname = $1', [name])
  if (there.length === 0) await server.query(`create database ${name}`)
  await server.close()
  const named = new URL(url)
  named.pathname = `/${name}`
  return named.href
}
