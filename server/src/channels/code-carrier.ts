import { setTimeout as sleep } from 'node:timers/promises'
import { type Carriers, type Clock, Counter, type Logger, type Metrics, type Pool } from '#kernel'
import { codeCarried, type Letter, takeCodes } from '#trust'
import { writeCode } from './code-words.ts'
import { openMail } from './mail.ts'
import { NotCarried, type Way } from './message.ts'
import { openSms } from './sms.ts'

export type CarrierOptions = {
  readonly carriers: Carriers
  readonly nodeName: string
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
}

const batch = 20
/** Milliseconds between two looks into the outbox, and after one that failed. */
const pause = { usual: 1_000, failed: 5_000 }

/** Carries one-time codes out of the outbox. One that did not leave is tried again, later and later, until it is over. */
export function startCodeCarrier(pool: Pool, options: CarrierOptions): { stop(): Promise<void> } {
  const { carriers, nodeName, clock, logger, metrics } = options
  const ways: Readonly<Partial<Record<'mail' | 'telephone', Way>>> = {
    ...(carriers.mail && { mail: openMail(carriers.mail) }),
    ...(carriers.sms && { telephone: openSms(carriers.sms) }),
  }
  const kinds = (['mail', 'telephone'] as const).filter((kind) => ways[kind] !== undefined)
  if (kinds.length === 0) return { stop: async () => undefined }
  const counted = new Counter({
    name: 'datong_codes_carried_total',
    help: 'One-time codes that left, and tries in which one did not',
    labelNames: ['way', 'outcome'],
    registers: [metrics],
  })
  const carry = async (letter: Letter) => {
    try {
      await ways[letter.kind]?.carry(writeCode(letter, nodeName))
      await codeCarried(pool, letter.id)
      counted.inc({ way: letter.kind, outcome: 'left' })
    } catch (error) {
      if (!(error instanceof NotCarried)) throw error
      counted.inc({ way: letter.kind, outcome: 'failed' })
      logger.warn({ way: letter.kind, why: error.message }, 'a one-time code did not leave, and is tried again')
    }
  }
  const stopping = new AbortController()
  const rest = (ms: number) => sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined)
  const run = async () => {
    while (!stopping.signal.aborted) {
      try {
        const letters = await takeCodes(pool, { limit: batch, kinds }, clock())
        await Promise.all(letters.map(carry))
        if (letters.length < batch) await rest(pause.usual)
      } catch (err) {
        logger.error({ err }, 'the outbox of one-time codes could not be worked through')
        await rest(pause.failed)
      }
    }
  }
  const running = run()
  return {
    stop: async () => {
      stopping.abort()
      await running
      for (const kind of kinds) ways[kind]?.close()
    },
  }
}
