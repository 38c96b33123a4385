/** Shows the buttons that need the device's position, and fills their forms when asked. */
export function offerPosition(): void {
  if (!('geolocation' in navigator) || !isSecureContext) return
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-position]')) {
    form.hidden = false
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => send(form, coords),
        () => tell(form),
        { timeout: 15_000, maximumAge: 60_000 },
      )
    })
  }
}

function send(form: HTMLFormElement, { longitude, latitude }: { longitude: number; latitude: number }): void {
  const fields = { lon: longitude, lat: latitude }
  for (const [name, value] of Object.entries(fields)) {
    const input = form.elements.namedItem(name)
    if (input instanceof HTMLInputElement) input.value = value.toFixed(3)
  }
  form.submit()
}

function tell(form: HTMLFormElement): void {
  const status = form.querySelector('[role=status]')
  if (status) status.textContent = form.dataset.failed ?? ''
}
