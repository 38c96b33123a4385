import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { PlanProgress, PlanService, PlanView } from '#contract'
import { type Clock, type Jobs, type Logger, NotFound, type Pool } from '#kernel'
import { writeGeoPackage } from './geopackage.ts'
import { type Found, gapOf } from './locate-watch.ts'
import { answerPlan } from './plan-answer.ts'
import { planLayer, writePlanCsv, writePlanFeatures } from './plan-export.ts'
import { posePlan } from './plan-problem.ts'
import { runPlan } from './plan-run.ts'
import {
  beatPlan,
  deletePlan,
  endPlan,
  findPlan,
  findWaiting,
  insertPlan,
  listPlans,
  loseSilent,
  takePlan,
  wantStop,
} from './plan-store.ts'
import { keepSnapshot } from './snapshot.ts'
import type { Travel } from './travel-service.ts'

export type PlanDeps = {
  readonly pool: Pool
  readonly jobs: Jobs
  readonly clock: Clock
  readonly logger: Logger
  readonly travel: Travel
}

const jobName = 'equity-plan'
const beatMs = 1000
const usualSeconds = 60

/** Plans, computed one after the other in the background; what becomes of each is kept in the database. */
export async function startPlans(deps: PlanDeps): Promise<PlanService & { close(): Promise<void> }> {
  const { pool, jobs, clock, travel } = deps
  const current = keepSnapshot(pool, (places) => places)
  const closing = new AbortController()
  const running = new Set<Promise<void>>()
  await jobs.work<{ id: string }>(
    jobName,
    async ({ id }) => {
      const work = carryOutAll({ ...deps, places: current, closing: closing.signal }, id)
      running.add(work)
      await work.finally(() => running.delete(work))
    },
    { retryLimit: 0 },
  )
  const get = async (id: string) => {
    await loseSilent(pool, clock())
    return findPlan(pool, id)
  }
  const need = async (id: string): Promise<PlanView> => {
    const plan = await get(id)
    if (plan === undefined) throw new NotFound(`There is no plan ${id}.`)
    return plan
  }
  return {
    start: async (question) => {
      // Refused at once, not after having waited.
      await posePlan(await current(), question, travel)
      const id = randomBytes(16).toString('base64url')
      await pool.transaction(async (tx) => {
        await insertPlan(tx, { id, question, at: clock() })
        await jobs.send(jobName, { id }, { db: tx })
      })
      return need(id)
    },
    get,
    list: async (ask) => {
      await loseSilent(pool, clock())
      return listPlans(pool, ask)
    },
    stop: async (id) => {
      await need(id)
      await wantStop(pool, id, clock())
      return need(id)
    },
    remove: async (id) => {
      await need(id)
      await deletePlan(pool, id)
    },
    watch: async (id, onProgress, signal) => {
      for (let plan = await need(id); ; plan = await need(id)) {
        onProgress(plan)
        if (plan.state !== 'waiting' && plan.state !== 'running') return plan
        if (signal?.aborted) return plan
        await sleep(300)
      }
    },
    csv: async (id) => writePlanCsv(await need(id)),
    geojson: async (id) => writePlanFeatures(await need(id)),
    geopackage: async (id) => writeGeoPackage([planLayer(await need(id))], clock()),
    close: async () => {
      closing.abort()
      await Promise.allSettled(running)
    },
  }
}

type Work = PlanDeps & { readonly places: () => Promise<Parameters<typeof posePlan>[0]>; readonly closing: AbortSignal }

/** One plan, and whatever else waits by then: their own jobs will find them taken. */
async function carryOutAll(work: Work, id: string): Promise<void> {
  for (let next: string | undefined = id; next !== undefined; next = await findWaiting(work.pool)) {
    if (work.closing.aborted) return
    await carryOut(work, next)
  }
}

async function carryOut(work: Work, id: string): Promise<void> {
  const { pool, clock, logger } = work
  const plan = await findPlan(pool, id)
  if (plan === undefined || !(await takePlan(pool, id, clock()))) return
  const start = performance.now()
  const seconds = () => Math.round((performance.now() - start) / 100) / 10
  let progress: PlanProgress = { stage: 'pairing', seconds: 0 }
  try {
    await solveAndEnd(work, plan, (next) => {
      progress = { ...next, seconds: seconds() }
      return progress
    })
  } catch (error) {
    logger.error({ err: error, plan: id }, 'a plan failed')
    const problem = 'It could not be computed: the region may have changed meanwhile. The log of the node says more.'
    await endPlan(pool, id, { state: 'failed', at: clock(), progress, problem })
  }
}

async function solveAndEnd(work: Work, { id, question }: PlanView, at: (progress: PlanProgress) => PlanProgress): Promise<void> {
  const { pool, clock, travel, closing } = work
  const places = await work.places()
  let progress = at({ stage: 'pairing', seconds: 0 })
  const stopping = new AbortController()
  const stages: string[] = []
  const note = (found: Found) => {
    if (!stages.includes(found.stage)) stages.push(found.stage)
    progress = at({ ...toProgress(found), seconds: 0 })
  }
  const beat = setInterval(async () => {
    const isWanted = await beatPlan(pool, id, clock(), at(progress)).catch(() => true)
    if (!isWanted) stopping.abort()
  }, beatMs)
  try {
    const posed = await posePlan(places, question, travel)
    const signal = AbortSignal.any([closing, stopping.signal])
    const chosen = await runPlan(posed.problem, { seconds: question.seconds ?? usualSeconds, signal, onFound: note })
    const { seconds } = at(progress)
    const answer = chosen && answerPlan(places, question, posed, { chosen, stages, seconds })
    const isEnded = signal.aborted && !(answer?.isProven ?? false)
    const problem = closing.aborted && isEnded ? 'The node was stopped.' : undefined
    await endPlan(pool, id, {
      state: isEnded || answer === undefined ? 'stopped' : 'done',
      at: clock(),
      progress: at({
        ...(chosen === undefined ? progress : toProgress({ ...chosen, stage: 'proving' })),
        stage: 'ended',
        seconds: 0,
      }),
      answer,
      problem: answer === undefined ? (problem ?? 'It was ended before any choice of sites was known.') : problem,
    })
  } finally {
    clearInterval(beat)
  }
}

function toProgress({ stage, objective, bound }: Found): Omit<PlanProgress, 'seconds'> {
  return {
    stage,
    ...(objective !== undefined && { objective }),
    ...(bound !== undefined && { bound }),
    ...(objective !== undefined &&
      bound !== undefined &&
      Number.isFinite(gapOf(objective, bound)) && { gap: gapOf(objective, bound) }),
  }
}
