import type { ComponentChildren } from 'preact'

export function Notice({ kind, children }: { kind?: 'warn' | 'bad' | 'fine'; children: ComponentChildren }) {
  return (
    <div class={kind ? `notice ${kind}` : 'notice'} role={kind === 'bad' ? 'alert' : undefined}>
      {children}
    </div>
  )
}

/** Nothing to show is said plainly, with what can be done about it. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="lead">{title}</p>
      {children}
    </div>
  )
}
