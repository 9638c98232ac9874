import type { Command } from 'commander'
import { UNKNOWN } from '../output/format.ts'
import { formatTable } from '../output/table.ts'
import type { Session } from '../session.ts'
import type { CommandHost } from './host.ts'

/** people list, set: owners and the departments that pay for what they own. */
export function addPeopleCommands(program: Command, host: CommandHost): void {
  const { t } = host
  const people = program.command('people').description(t.t('cli.people.about'))
  people
    .command('list')
    .description(t.t('cli.people.list'))
    .action(() => host.run((session) => list(session)))
  people
    .command('set')
    .description(t.t('cli.people.set'))
    .argument('<name>', t.t('cli.people.name'))
    .requiredOption('--department <department>', t.t('cli.people.department'))
    .action((name: string, options: { department: string }) =>
      host.run(async (session) => {
        // An empty text clears, as an emptied input in the window does.
        const department = options.department.trim() === '' ? null : options.department.trim()
        await session.request('person.set', { name, department })
        session.answer({ name: name.trim(), department })
        session.say(
          department === null
            ? t.t('cli.people.cleared', { name: name.trim() })
            : t.t('cli.people.done', { name: name.trim(), department }),
        )
        return 0
      }),
    )
}

async function list(session: Session): Promise<number> {
  const { t, colors } = session
  const people = await session.request('person.list', {})
  session.answer({ total: people.length, items: people })
  if (people.length === 0) {
    session.say(t.t('cli.people.none'))
    return 0
  }
  session.say(
    formatTable(
      people,
      [
        { title: t.t('cli.people.name'), value: (person) => person.name, max: 30 },
        { title: t.t('cli.people.department'), value: (person) => person.department ?? UNKNOWN, max: 30 },
        { title: t.t('cli.people.items'), value: (person) => String(person.items), align: 'right' },
      ],
      colors,
    ),
  )
  return 0
}
