import type { PlanObjective, PlanQuestion } from '#contract'
import { Invalid } from '#kernel'

/** What none but one objective is asked with. */
const ownParts = { line: 'stops', rounds: 'rounds' } as const satisfies Partial<Record<keyof PlanQuestion, PlanObjective>>

/** @throws Invalid for a question that contradicts itself, in words that say how to mend it */
export function checkQuestion(question: PlanQuestion): void {
  const { objective, capacity, within, limit, candidates } = question
  checkAmount(question)
  if (capacity !== undefined && objective !== 'minutes' && objective !== 'reached')
    throw new Invalid('Sites with a capacity are planned by minutes or by reached only.')
  if (within !== undefined && limit !== undefined && within > limit)
    throw new Invalid('Who is reached within more minutes than the limit would not be found: raise the limit.')
  const ids = new Set(candidates?.map(({ id }) => id))
  if (candidates !== undefined && ids.size < candidates.length) throw new Invalid('Two candidates have the same id.')
  for (const [part, owner] of Object.entries(ownParts)) {
    const isGiven = question[part as keyof typeof ownParts] !== undefined
    if (objective === owner && !isGiven) throw new Invalid(`Plans for ${owner} need "${part}".`)
    if (objective !== owner && isGiven) throw new Invalid(`"${part}" is for plans for ${owner} only.`)
  }
  if (objective === 'stops' && candidates !== undefined)
    throw new Invalid('The places of the line are where a stop may be: ask without candidates.')
}

function checkAmount({ objective, count, budget }: PlanQuestion): void {
  const wanted = Number(count !== undefined) + Number(budget !== undefined)
  if (objective === 'sites' && wanted > 0)
    throw new Invalid('The fewest sites are what is looked for: ask without a count and without a budget.')
  if (objective === 'rounds' && wanted > 0)
    throw new Invalid('Units, days and stops say how many places there can be: ask without a count and without a budget.')
  if (objective !== 'sites' && objective !== 'rounds' && wanted !== 1)
    throw new Invalid('Say how many sites (count) or what they may cost (budget): one of the two.')
}
