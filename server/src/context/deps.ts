import type { FastifyRequest } from 'fastify'
import type { Clock, Logger, Metrics, Pool } from '#kernel'
import type { Registry } from './csource-registry.ts'
import type { Sources } from './distribute-sources.ts'
import type { Entity } from './entity.ts'
import type { Finder } from './finder.ts'
import type { LdContexts } from './ld-context.ts'
import type { Writer } from './writer.ts'

/** What somebody wants to do to entities of these types (expanded); undefined: of any type. To subscribe is to read again and again. */
export type Ask = {
  readonly action: 'read' | 'write' | 'subscribe'
  readonly types: readonly string[] | undefined
  /** What is found will be let out by `release`, so that until then it only has to be possible. */
  readonly isReleased?: boolean
}

export type ContextOptions = {
  readonly pool: Pool
  readonly writer: Writer
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics?: Metrics
  /** Throws a refusal when whoever sent the request may not do what it asks. */
  readonly may: (request: FastifyRequest, ask: Ask) => void
  /** Lets found entities out to whoever sent the request. Throws a refusal where one of them may not be; without it `may` says. */
  readonly release?: (request: FastifyRequest, entities: readonly Entity[]) => Promise<void>
  /** Fetch @contexts from, and notify, hosts of private networks too. */
  readonly allowPrivateHosts?: boolean
  /** The only hosts that @contexts are fetched from, where not any: see `SourceOptions`. */
  readonly contextHosts?: readonly string[]
  /** Where others reach this node, for addresses of what it hosts; without it they are paths. */
  readonly publicUrl?: string
  /** How this node names itself to other brokers. */
  readonly alias?: string
  /** Instances of attributes that one answer about the past has at most; 10,000 unless given. */
  readonly historyPage?: number
}

export type ContextDeps = ContextOptions & {
  readonly contexts: LdContexts
  readonly registry: Registry
  readonly sources: Sources
  readonly find: Finder
}
