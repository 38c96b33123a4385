/** A place is chosen on the map where the browser can draw one; the field beside it takes names and numbers in any case. */
import { drawMap } from './planning-map.ts'

export function startPicking(): void {
  for (const holder of document.querySelectorAll<HTMLElement>('[data-pick]')) offer(holder)
}

function offer(holder: HTMLElement): void {
  const { pick = '', open = '', close = '' } = holder.dataset
  const field = document.getElementById(pick)
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'second'
  button.textContent = open
  button.setAttribute('aria-expanded', 'false')
  const said = document.createElement('p')
  said.className = 'quiet'
  said.setAttribute('role', 'status')
  holder.append(button, said)
  let map: HTMLElement | undefined
  button.addEventListener('click', async () => {
    if (map) {
      map.remove()
      map = undefined
    } else {
      button.disabled = true
      map = await drawMap(holder, {
        address: holder.dataset.mapOf ?? '',
        onPick: (position) => {
          write(field, position)
          said.textContent = `${holder.dataset.chosen ?? ''} ${textOf(position)}`
        },
      })
      button.disabled = false
      // Without WebGL there is no map: then the field is all there is.
      button.hidden = map === undefined
    }
    button.textContent = map ? close : open
    button.setAttribute('aria-expanded', String(map !== undefined))
  })
}

/** Five decimals are a metre. */
const textOf = ([longitude, latitude]: readonly [number, number]) => `${longitude.toFixed(5)}, ${latitude.toFixed(5)}`

/** A field for one place keeps the last; one for several takes each on a line of its own. */
function write(field: HTMLInputElement | HTMLTextAreaElement, position: readonly [number, number]): void {
  const lines = field instanceof HTMLTextAreaElement ? field.value.split('\n').filter((line) => line.trim() !== '') : []
  field.value = [...lines, textOf(position)].join('\n')
}
