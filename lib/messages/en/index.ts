import access from './access.json'
import bundle from './bundle.json'
import checks from './checks.json'
import checksStep from './checks-step.json'
import cli from './cli.json'
import explain from './explain.json'
import failures from './failures.json'
import home from './home.json'
import hosts from './hosts.json'
import installer from './installer.json'
import login from './login.json'
import network from './network.json'
import operations from './operations.json'
import problems from './problems.json'
import report from './report.json'
import review from './review.json'
import run from './run.json'
import sandbox from './sandbox.json'
import settings from './settings.json'
import signatures from './signatures.json'
import status from './status.json'
import storage from './storage.json'
import verification from './verification.json'
import wizard from './wizard.json'

export default {
  access,
  bundle,
  checks,
  'checks-step': checksStep,
  cli,
  explain,
  failures,
  home,
  hosts,
  installer,
  login,
  network,
  sandbox,
  operations,
  problems,
  report,
  review,
  run,
  settings,
  signatures,
  status,
  storage,
  verification,
  wizard,
}
