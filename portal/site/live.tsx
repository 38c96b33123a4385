/**
 * The live stream: a page names the parts it shows (`parking urn:…`), and is sent each part anew, as HTML, when its entity
 * changes. Changes of one entity within a moment are sent once, and rendered once for all readers of one language.
 */
import type { Change, Services } from '@datong/server/contract'
import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { formatsFor } from './formats.ts'
import { type Language, translator } from './language.ts'
import type { Visit } from './visit.ts'

/** Everything a live part may depend on; what only one reader has (a place, a sign-in) is not there. */
export type LiveVisit = Pick<Visit, 't' | 'format' | 'language' | 'now'>

export type LivePart = {
  readonly name: string
  readonly types: readonly string[]
  /** Undefined when the entity is gone. */
  readonly render: (id: string, services: Services, visit: LiveVisit) => Promise<VNode | undefined>
}

export type Ears = {
  readonly keys: ReadonlySet<string>
  readonly language: Language
  readonly timeZone: string
  readonly hear: (key: string, html: string) => void
}

export type LiveHub = {
  listen(ears: Ears): () => void
  /** Every part as it is now: for a page that was cut off for a while. */
  refresh(ears: Ears): Promise<void>
  stop(): void
}

const calm = 400

export function startLiveHub(services: Services, parts: readonly LivePart[], onError: (error: unknown) => void): LiveHub {
  const readers = new Set<Ears>()
  const waiting = new Map<string, NodeJS.Timeout>()
  const changed = (change: Change) => {
    if (waiting.has(change.id) || !parts.some((part) => heard(part, change.id).length > 0)) return
    waiting.set(
      change.id,
      setTimeout(() => {
        waiting.delete(change.id)
        tell(change.id).catch(onError)
      }, calm),
    )
  }
  const heard = (part: LivePart, id: string) => [...readers].filter((ears) => ears.keys.has(`${part.name} ${id}`))
  const tell = async (id: string) => {
    for (const part of parts) {
      const groups = Map.groupBy(heard(part, id), (ears) => `${ears.language} ${ears.timeZone}`)
      for (const group of groups.values()) {
        const html = group[0] && (await renderPart(part, id, services, group[0]))
        for (const ears of group) if (html !== undefined) ears.hear(`${part.name} ${id}`, html)
      }
    }
  }
  const forget = services.watch([...new Set(parts.flatMap((part) => part.types))], changed)
  return {
    listen(ears) {
      readers.add(ears)
      return () => readers.delete(ears)
    },
    async refresh(ears) {
      for (const key of ears.keys) {
        const [name, id = ''] = key.split(' ')
        const part = parts.find((candidate) => candidate.name === name)
        const html = part && (await renderPart(part, id, services, ears))
        if (html !== undefined) ears.hear(key, html)
      }
    },
    stop() {
      forget()
      for (const timer of waiting.values()) clearTimeout(timer)
    },
  }
}

async function renderPart(part: LivePart, id: string, services: Services, ears: Ears): Promise<string | undefined> {
  const visit = {
    t: translator(ears.language),
    format: formatsFor(ears.language, ears.timeZone),
    language: ears.language,
    now: services.clock(),
  }
  const node = await part.render(id, services, visit)
  return node && renderToString(node)
}
