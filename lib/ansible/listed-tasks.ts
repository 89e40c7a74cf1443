/** The tasks that `ansible-playbook --list-tasks` names, in their order. What is included on the way is not among them. */
export function readListedTasks(output: string): string[] {
  return output.split('\n').flatMap((line) => {
    const task = /^ {6}(\S[^\t]*)\tTAGS: \[/.exec(line)?.[1]
    return task === undefined ? [] : [task]
  })
}
