import { fillIn, type Lesson } from './floor-replay.ts'
import type { Shot } from './load.ts'

/** A kind of request, as it goes to the broker and to the yardstick. */
export type Kind = {
  readonly name: string
  readonly goal: number
  readonly connections: number
  readonly ours: () => Shot
  readonly floor: () => Shot
}

/** A read: what is asked, and the values that each request asks with. */
export type Read = {
  readonly lesson: Lesson
  readonly goal: number
  readonly connections: number
  readonly values: () => Record<string, string>
}

/** Reads as both are asked them, once the yardstick has learnt which statements the broker sends for each. */
export async function learnAll(floorUrl: string, reads: readonly Read[]): Promise<Kind[]> {
  const kinds: Kind[] = []
  for (const read of reads) kinds.push(await learn(floorUrl, read))
  return kinds
}

async function learn(floorUrl: string, { lesson, goal, connections, values }: Read): Promise<Kind> {
  const answer = await fetch(`${floorUrl}/lesson`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(lesson),
  })
  if (!answer.ok) throw new Error(`The yardstick could not learn ${lesson.name}: ${await answer.text()}`)
  const { statements } = (await answer.json()) as { statements: number }
  process.stderr.write(`${lesson.name}: ${statements} ${statements === 1 ? 'statement' : 'statements'}\n`)
  const replay = `/replay/${encodeURIComponent(lesson.name)}`
  return {
    name: lesson.name,
    goal,
    connections,
    ours: () => ({ method: 'GET', path: fillIn(lesson.path, values()) }),
    floor: () => ({ method: 'GET', path: `${replay}?${new URLSearchParams(values())}` }),
  }
}
