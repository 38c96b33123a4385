import { drawPlan } from './plan-draw.ts'
import { type PlanOptions, readQuestion } from './plan-options.ts'
import type { ToldPlan } from './plan-shapes.ts'

type Node = { readonly url: string; readonly key?: string }
type Out = { write(text: string): unknown; readonly isTTY?: boolean }

/**
 * Has a running node plan, and prints the sites, what they bring and how far from the best they can be, as a table for people, or as
 * CSV or JSON for programs.
 *
 * @param progress where it is shown how far the plan is, if somebody looks
 * @param signal ends the computing: the best so far is printed
 * @throws an Error in the node's own words when it refuses or has no answer
 */
export async function printPlan(
  node: Node,
  options: PlanOptions,
  { out, progress, signal }: { readonly out: Out; readonly progress: Out; readonly signal?: AbortSignal },
): Promise<void> {
  let plan = await ask<ToldPlan>(node, 'POST', '/equity/v1/plans', await readQuestion(options))
  const path = `/equity/v1/plans/${plan.id}`
  const stop = () => void ask(node, 'POST', `${path}/stop`).catch(() => progress.write('The node does not answer.\n'))
  signal?.addEventListener('abort', stop)
  while (plan.state === 'waiting' || plan.state === 'running') {
    if (progress.isTTY) progress.write(`\r\x1b[K${sayProgress(plan)}`)
    plan = await ask<ToldPlan>(node, 'GET', `${path}?wait=1`)
  }
  signal?.removeEventListener('abort', stop)
  if (progress.isTTY) progress.write('\r\x1b[K')
  if (options.json) out.write(`${JSON.stringify(plan, undefined, 2)}\n`)
  else if (plan.answer === undefined) throw new Error(plan.problem ?? `The plan has no answer: it is ${plan.state}.`)
  else if (options.csv) out.write(await ask<string>(node, 'GET', `${path}?format=csv`))
  else out.write(drawPlan(plan, plan.answer, options.language ?? 'en'))
  if (options.scenario === undefined || plan.answer === undefined) return
  const { id } = await ask<{ id: string }>(node, 'POST', `${path}/scenario`, {
    name: options.scenario,
    ...(options.language !== undefined && { language: options.language }),
  })
  progress.write(`Saved as scenario ${id}: before and after, for printing, at /equity/v1/scenarios/${id}/report\n`)
}

function sayProgress({ state, progress: { stage, seconds, gap } }: ToldPlan): string {
  const apart = gap === undefined ? '' : `, at most ${(gap * 100).toFixed(2)} % from the best`
  return `${state === 'waiting' ? 'waiting for its turn' : stage} ${seconds.toFixed(0)} s${apart} …`
}

async function ask<T>({ url, key }: Node, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(new URL(path, url), {
    method,
    headers: {
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  const content = isJson ? JSON.parse(text) : text
  if (!response.ok)
    throw new Error(isJson ? (content as { detail: string }).detail : `${url} answered ${response.status}: ${text}`)
  return content as T
}
