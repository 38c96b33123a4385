import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser'

/** Forms that need a passkey: asks the device for it, and sends what it answers in the form's field. */
export function askForPasskeys(forms: Iterable<HTMLFormElement>): void {
  for (const form of forms) {
    if (!browserSupportsWebAuthn()) {
      tell(form, form.dataset.unsupported)
      continue
    }
    for (const button of form.querySelectorAll('button')) button.hidden = false
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      ask(form).then(
        (credential) => send(form, credential),
        (error: unknown) => {
          console.warn(error)
          tell(form, form.dataset.failed)
        },
      )
    })
  }
}

async function ask(form: HTMLFormElement): Promise<object> {
  const optionsJSON = JSON.parse(form.dataset.options ?? '')
  return form.dataset.passkey === 'new' ? startRegistration({ optionsJSON }) : startAuthentication({ optionsJSON })
}

function send(form: HTMLFormElement, credential: object): void {
  const input = form.elements.namedItem('credential')
  if (input instanceof HTMLInputElement) input.value = JSON.stringify(credential)
  form.submit()
}

function tell(form: HTMLFormElement, text = ''): void {
  const status = form.querySelector('[role=status]')
  if (status) status.textContent = text
}
