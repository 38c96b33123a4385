import type { PlanFigures, PlanView } from '#contract'
import type { ToldPlan } from './plan-shapes.ts'

/** A plan as it leaves the node: times as text, and what is withheld missing, so that no program takes it for a zero. */
export function tellPlan({ createdAt, endedAt, answer, question, progress, ...plan }: PlanView): ToldPlan {
  const { candidates, ...asked } = question
  return {
    ...plan,
    question: {
      ...asked,
      ...(candidates !== undefined && { candidates: candidates.map((one) => ({ ...one, position: [...one.position] })) }),
    },
    progress: { ...progress },
    createdAt: createdAt.toISOString(),
    ...(endedAt !== undefined && { endedAt: endedAt.toISOString() }),
    ...(answer !== undefined && {
      answer: {
        ...answer,
        stages: [...answer.stages],
        notes: [...answer.notes],
        sites: answer.sites.map((site) => ({ ...site, position: [...site.position] })),
        before: answer.before.map(tellFigures),
        after: answer.after.map(tellFigures),
      },
    }),
  }
}

function tellFigures(figures: PlanFigures) {
  const { reached, ...rest } = figures
  return figures.isSuppressed ? rest : { ...rest, reached }
}
