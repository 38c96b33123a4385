import '../ui/styles/index.css'
import { keepTimes } from './ago.ts'
import { listen } from './live.ts'
import { offerPosition } from './position.ts'

offerPosition()
keepTimes()
listen()

// Few pages need it, and it is larger than all the rest.
const passkeyForms = document.querySelectorAll<HTMLFormElement>('form[data-passkey]')
if (passkeyForms.length > 0) import('./passkeys.ts').then(({ askForPasskeys }) => askForPasskeys(passkeyForms))

// Only the pages of planners have use for it.
if (document.querySelector('[data-at-once], [data-map], [data-progress]'))
  import('./planning.ts').then(({ startPlanning }) => startPlanning())
if (document.querySelector('[data-pick]')) import('./pick.ts').then(({ startPicking }) => startPicking())
