/** Swaps parts of the page as the server sends them anew; gives up quietly, tries again with growing patience. */
const first = 1_000
const longest = 60_000

export function listen(): void {
  const keys = new Set([...document.querySelectorAll<HTMLElement>('[data-live]')].map((part) => part.dataset.live ?? ''))
  if (keys.size === 0) return
  const query = new URLSearchParams([...keys].map((key) => ['on', key]))
  let wait = first
  let source: EventSource | undefined
  const open = (again: boolean) => {
    if (again) query.set('again', 'yes')
    source = new EventSource(`/live?${query}`)
    source.addEventListener('open', () => {
      wait = first
      document.documentElement.dataset.stream = 'open'
    })
    source.addEventListener('part', (event) => swap(JSON.parse(event.data) as { key: string; html: string }))
    source.addEventListener('error', () => {
      source?.close()
      delete document.documentElement.dataset.stream
      setTimeout(() => open(true), wait * (0.75 + Math.random() / 2))
      wait = Math.min(wait * 2, longest)
    })
  }
  open(false)
  addEventListener('pagehide', () => source?.close())
  addEventListener('pageshow', (event) => event.persisted && open(true))
}

/** The HTML is the server's own, of the same origin, and escaped there. A part that holds the focus is left alone. */
function swap({ key, html }: { key: string; html: string }): void {
  for (const part of document.querySelectorAll<HTMLElement>('[data-live]')) {
    if (part.dataset.live !== key || part.innerHTML === html || part.contains(document.activeElement)) continue
    part.innerHTML = html
    part.classList.remove('changed')
    requestAnimationFrame(() => part.classList.add('changed'))
  }
}
