/** Node: one running Datong, put together from the modules. Sees everything; only the process and the command line see it. */
export { type RunningNode, type Surroundings, startNode } from './start.ts'
