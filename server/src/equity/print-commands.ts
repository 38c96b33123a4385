import { type Command, Option } from 'commander'
import { type CompliancePrintOptions, printCompliance } from './compliance-print.ts'
import { type PrintOptions, printGap } from './print.ts'
import type { NodeToAsk, Out } from './print-answer.ts'
import { printUse, type UsePrintOptions } from './use-print.ts'
import { printWhy, type WhyPrintOptions } from './why-print.ts'

type WithNode = (use: (node: NodeToAsk) => Promise<void>) => Promise<void>

/** `datong gap | use | why | compliance`: what anybody may ask a node, printed for people or for programs. */
export function registerGapCommands(program: Command, withNode: WithNode): void {
  const command = <Options>(
    name: string,
    description: string,
    print: (node: NodeToAsk, options: Options, out: Out) => Promise<void>,
  ) =>
    program
      .command(name)
      .description(description)
      .option('--language <tag>', 'which names to print', 'en')
      .addOption(new Option('--csv', 'as CSV').conflicts('json'))
      .addOption(new Option('--json', 'as JSON').conflicts('csv'))
      .action((options: Options) => withNode((node) => print(node, options, process.stdout)))

  command<PrintOptions>('gap', 'who is reached by which service, in city and countryside', printGap)
    .option('--area <code>', 'one area instead of the region')
    .option('--service <kind>', 'one service')
    .option('--mode <mode>', 'by car, motorcycle, bus or foot, instead of as usual in the region')
    .option('--season <name>', 'in one of the seasons of the region')
    .option('--at <time>', 'at a moment: 2026-11-29T20:00, sunday-20:00 or now')
    .option('--hours <hours>', 'over a part of the week: weekday-08-18')
  command<UsePrintOptions>('use', 'how people of city and countryside fared with services, and whether the gap grows', printUse)
    .option('--area <code>', 'one area instead of the region')
    .option('--service <kind>', 'one service')
  command<WhyPrintOptions>('why', 'why an area has less of a service than the city', printWhy)
    .requiredOption('--area <code>', 'the area')
    .requiredOption('--service <kind>', 'the service')
  command<CompliancePrintOptions>('compliance', 'which area keeps which requirement of the standards', printCompliance)
    .option('--area <code>', 'the areas in one, instead of those of the region')
    .option('--service <kind>', 'one service')
}
