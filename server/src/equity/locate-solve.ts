import { type Choice, isWhole, payAll } from './locate-choice.ts'
import { mostCoefficients, proveChoice, sizeOf } from './locate-exact.ts'
import { improve } from './locate-interchange.ts'
import { type Best, boundBelow, roundUp } from './locate-lagrange.ts'
import { reduce } from './locate-reduce.ts'
import { gapOf, provenGap, type Watch } from './locate-watch.ts'

/** A choice of sites with what it achieves and what none can pass. */
export type Chosen = {
  readonly open: Uint8Array
  readonly objective: number
  readonly bound: number
  readonly isStopped: boolean
}

/**
 * The sites at which clients pay least: greedy and interchange, a bound by Lagrangian relaxation, and what neither decides by
 * mixed-integer programming, as far as it is small enough and time allows.
 */
export async function solveChoice(choice: Choice, watch: Watch): Promise<Chosen> {
  const open = new Uint8Array(choice.prices.length)
  improve(choice, open, watch)
  let best: Best = { open, value: payAll(choice, open) }
  watch.tell({ stage: 'greedy', open, objective: best.value, bound: 0 })
  const bounded = boundBelow(choice, best, watch)
  best = bounded.best
  const done = await prove(choice, { best, dual: bounded.dual, bound: bounded.bound }, watch)
  const isStopped = gapOf(done.best.value, done.bound) > provenGap && watch.isOver()
  return { open: done.best.open, objective: done.best.value, bound: done.bound, isStopped }
}

type Known = { readonly best: Best; readonly dual: Parameters<typeof reduce>[1]; readonly bound: number }

/** Reduces and bounds in turn until little more falls away, then has the rest decided by HiGHS. */
async function prove(choice: Choice, known: Known, watch: Watch): Promise<{ readonly best: Best; readonly bound: number }> {
  const { best, dual, bound } = known
  watch.tell({ stage: 'bounding', open: best.open, objective: best.value, bound })
  if (gapOf(best.value, bound) <= provenGap || watch.isOver()) return { best, bound }
  const reduced = reduce(choice, dual, best)
  if (reduced === undefined) return { best, bound: best.value }
  const widen = (small: Uint8Array) => {
    const open = new Uint8Array(choice.prices.length)
    for (const j of reduced.opened) open[j] = 1
    reduced.origins.forEach((j, place) => {
      if (small[place] === 1) open[j] = 1
    })
    return open
  }
  const keepBetter = (small: Uint8Array): Best => {
    const open = widen(small)
    improve(choice, open, watch)
    const value = payAll(choice, open)
    return value < best.value ? { open, value } : best
  }
  // Of what is found among fewer sites, only the bound can be told as it is.
  const within: Watch = {
    ...watch,
    tell: (told) => watch.tell({ stage: told.stage, bound: Math.max(bound, Math.min(best.value, told.bound ?? bound)) }),
  }
  if (reduced.choice.sites.length < 0.8 * choice.sites.length) {
    const start = new Uint8Array(reduced.origins.length)
    improve(reduced.choice, start, watch)
    const next = boundBelow(reduced.choice, { open: start, value: best.value }, within)
    const found = keepBetter(next.best.open)
    const inner = {
      best: { open: next.best.open, value: found.value },
      dual: next.dual,
      bound: Math.max(bound, Math.min(found.value, next.bound)),
    }
    const deeper = await prove(reduced.choice, inner, within)
    const last = deeper.best.value < found.value ? { open: widen(deeper.best.open), value: deeper.best.value } : found
    return { best: last, bound: Math.max(bound, Math.min(last.value, deeper.bound)) }
  }
  if (sizeOf(reduced.choice) > mostCoefficients) return { best, bound }
  watch.tell({ stage: 'proving', open: best.open, objective: best.value, bound })
  const lift = (value: number) => Math.max(bound, Math.min(best.value, roundUp(value, isWhole(choice))))
  const proof = await proveChoice(reduced.choice, watch, (value) => watch.tell({ stage: 'proving', bound: lift(value) }))
  const found = proof.open === undefined ? best : keepBetter(proof.open)
  return { best: found, bound: Math.min(found.value, lift(proof.bound)) }
}
