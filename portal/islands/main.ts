import '../ui/styles/index.css'
import { keepTimes } from './ago.ts'
import { listen } from './live.ts'
import { offerPosition } from './position.ts'

offerPosition()
keepTimes()
listen()
