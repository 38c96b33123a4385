/**
 * What keeps the program from starting and whoever starts it can mend: a setting, a folder, a port, a database. It is told in
 * plain words; anything else that is thrown at start is a bug and told whole.
 */
export class SetupProblem extends Error {
  override name = 'SetupProblem'
}
