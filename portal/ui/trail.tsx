import type { Visit } from '../site/visit.ts'

type Step = { readonly href: string; readonly text: string }

export function Trail({ visit, steps, here }: { visit: Visit; steps: readonly Step[]; here: string }) {
  return (
    <nav aria-label={visit.t('frame.trail')}>
      <ol class="trail">
        {steps.map((step) => (
          <li key={step.href}>
            <a href={step.href}>{step.text}</a>
          </li>
        ))}
        <li>
          <span aria-current="page">{here}</span>
        </li>
      </ol>
    </nav>
  )
}
