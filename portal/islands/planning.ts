/** On the pages of planners: a choice is shown at once, and the map can be moved, where the browser can do that. */
export function startPlanning(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-at-once]')) submitAtOnce(form)
  const holder = document.querySelector<HTMLElement>('[data-map]')
  if (holder) offerMap(holder)
  const working = document.querySelector<HTMLElement>('[data-progress]')
  if (working) waitForEnd(working.dataset.progress ?? '')
}

/** A choice of days becomes a slider from the first of them to now, beside the words of the day it stands at. */
function slideDays(select: HTMLSelectElement): void {
  const days = [...select.options].reverse()
  const range = Object.assign(document.createElement('input'), {
    type: 'range',
    min: '0',
    max: String(days.length - 1),
    step: '1',
  })
  const output = document.createElement('output')
  const show = () => {
    const day = days[Number(range.value)]
    output.value = day?.textContent ?? ''
    range.setAttribute('aria-valuetext', output.value)
  }
  range.value = String(days.findIndex(({ selected }) => selected))
  // The label and the hint go over to it.
  range.id = select.id
  range.setAttribute('aria-describedby', select.getAttribute('aria-describedby') ?? '')
  select.removeAttribute('id')
  range.addEventListener('input', show)
  range.addEventListener('change', () => {
    select.value = days[Number(range.value)]?.value ?? ''
  })
  show()
  select.hidden = true
  const holder = Object.assign(document.createElement('span'), { className: 'slider long' })
  holder.append(range, output)
  select.after(holder)
}

/** Empty fields are left out of the address, so that it stays short enough to send on. */
function submitAtOnce(form: HTMLFormElement): void {
  for (const range of form.querySelectorAll<HTMLInputElement>('input[name=hour]'))
    range.addEventListener('input', () => {
      const output = form.querySelector<HTMLOutputElement>(`output[for="${range.id}"]`)
      if (output) output.value = `${range.value.padStart(2, '0')}:00`
    })
  for (const select of form.querySelectorAll<HTMLSelectElement>('select[name=asOf]')) slideDays(select)
  form.addEventListener('change', (event) => {
    const { target } = event
    if (target instanceof HTMLSelectElement || (target instanceof HTMLInputElement && target.type === 'range'))
      form.requestSubmit()
  })
  form.addEventListener('submit', () => {
    const day = form.elements.namedItem('day')
    for (const field of form.elements) {
      if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) continue
      const isIdle = field.name === 'hour' && day instanceof HTMLSelectElement && (day.value === '' || day.value === 'now')
      if (field.value === '' || isIdle) field.disabled = true
    }
  })
  // Whoever comes back finds their choices open again.
  addEventListener('pageshow', () => {
    for (const field of form.elements)
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.disabled = false
  })
}

/** A button, since the map costs more than all the rest of the page, and the picture is there already. */
function offerMap(holder: HTMLElement): void {
  const { plain = '', moving = '' } = holder.dataset
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'second'
  button.textContent = moving
  button.setAttribute('aria-pressed', 'false')
  holder.before(button)
  const picture = [...holder.children]
  let map: HTMLElement | undefined
  button.addEventListener('click', async () => {
    if (map) {
      map.remove()
      map = undefined
      for (const part of picture) part.removeAttribute('hidden')
    } else {
      button.disabled = true
      const { drawMap } = await import('./planning-map.ts')
      map = await drawMap(holder, { address: holder.dataset.map ?? '' })
      button.disabled = false
      if (map) for (const part of picture) part.setAttribute('hidden', '')
      else button.hidden = true
    }
    button.textContent = map ? plain : moving
    button.setAttribute('aria-pressed', String(map !== undefined))
  })
}

/** Asks again and again, each time as long as the server is willing to wait, and shows the page anew. */
async function waitForEnd(address: string): Promise<void> {
  for (let patience = 1; ; patience++) {
    const answer = await fetch(address).catch(() => undefined)
    if (answer?.ok) {
      const { state } = (await answer.json()) as { state: string }
      if (state !== 'waiting' && state !== 'running') break
    } else await new Promise((resolve) => setTimeout(resolve, Math.min(30, patience) * 1000))
  }
  location.reload()
}
