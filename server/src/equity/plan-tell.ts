import type { PlanAnswer, PlanFigures, PlanView } from '#contract'
import type { ToldPlan } from './plan-shapes.ts'

/** A plan as it leaves the node: times as text, and what is withheld missing, so that no program takes it for a zero. */
export function tellPlan({ createdAt, endedAt, answer, question, progress, ...plan }: PlanView): ToldPlan {
  return {
    ...plan,
    // Shapes with arrays that may be written to, as the schemas have them.
    question: structuredClone(question) as ToldPlan['question'],
    progress: { ...progress },
    createdAt: createdAt.toISOString(),
    ...(endedAt !== undefined && { endedAt: endedAt.toISOString() }),
    ...(answer !== undefined && { answer: tellAnswer(answer) }),
  }
}

function tellAnswer(answer: PlanAnswer): NonNullable<ToldPlan['answer']> {
  const plain = structuredClone(answer) as NonNullable<ToldPlan['answer']>
  return { ...plain, before: answer.before.map(tellFigures), after: answer.after.map(tellFigures) }
}

function tellFigures(figures: PlanFigures) {
  const { reached, ...rest } = figures
  return figures.isSuppressed ? rest : { ...rest, reached }
}
