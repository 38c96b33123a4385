import type { ComponentChildren } from 'preact'

/** A part of the page that the live stream sends anew when its entity changes. */
export function Live({
  part,
  id,
  class: name,
  children,
}: {
  part: string
  id: string
  class?: string
  children: ComponentChildren
}) {
  return (
    <div class={name} data-live={`${part} ${id}`}>
      {children}
    </div>
  )
}
