/** Who can reach the server, under which host names, and whether it sees the addresses of its clients. */
import { socketPathOf } from '../../kernel/socket-path.ts'
import type { Settings } from '../../settings/settings.ts'
import { type Finding, reporter } from './finding.ts'

const hosts = reporter('hosts')
const proxies = reporter('proxies')

export function checkNetwork(settings: Settings): readonly Finding[] {
  return [...checkHosts(settings), ...checkProxies(settings), ...checkLimits(settings)]
}

function checkHosts({ allowedHosts, host, debug }: Settings): readonly Finding[] {
  const isPublic = !isLoopback(host)
  const answersAll = allowedHosts.includes('*')
  const localNames = allowedHosts.every(isLoopback)
  return [
    ...(answersAll && !debug
      ? [hosts.fault('The server answers to every host name.', 'List its host names in ALLOWED_HOSTS.')]
      : []),
    ...(isPublic && localNames
      ? [
          hosts.advice(
            'It listens to other machines, and answers only to local host names.',
            'Add its host name to ALLOWED_HOSTS.',
          ),
        ]
      : []),
    ...(debug && isPublic ? [hosts.fault('DEBUG is on, and other machines can reach it.', 'Set DEBUG=False.')] : []),
  ]
}

function checkProxies({ trustedProxies, allowedHosts, host, secureSslRedirect, debug }: Settings): readonly Finding[] {
  const openRanges = trustedProxies.filter(range => /\/0+$/.test(range))
  const isBehind =
    socketPathOf(host) === undefined &&
    isLoopback(host) &&
    !debug &&
    allowedHosts.some(name => name !== '*' && !isLoopback(name))
  return [
    ...openRanges.map(range =>
      proxies.fault(`trustedProxies contains ${range}: every client can choose its address.`, 'List only the proxies.'),
    ),
    ...(isBehind && trustedProxies.length === 0
      ? [
          proxies.fault(
            'It has public host names and listens only on this machine, so a proxy is in front of it, and no proxy is trusted. All clients count as one address.',
            "Set trustedProxies to the proxy's address, such as 127.0.0.1.",
          ),
        ]
      : []),
    ...(socketPathOf(host) !== undefined && !trustedProxies.includes('unix')
      ? [
          proxies.fault(
            'It listens on a Unix socket, where no client has an address, and the proxy is not believed: limits by address count nothing.',
            "Add 'unix' to trustedProxies (LATCHKEY_TRUSTED_PROXIES=unix), and let the proxy set X-Forwarded-For.",
          ),
        ]
      : []),
    ...(secureSslRedirect && trustedProxies.length === 0
      ? [
          proxies.fault(
            'All requests are redirected to HTTPS, and no proxy is trusted to say that a request used it: a redirect loop.',
            'Set trustedProxies to the address of the proxy that terminates HTTPS, or turn secureSslRedirect off.',
          ),
        ]
      : []),
  ]
}

function checkLimits({ throttling }: Settings): readonly Finding[] {
  const { fault } = reporter('limits')
  return throttling ? [] : [fault('The number of login attempts is not limited.', 'Remove LATCHKEY_THROTTLING=off.')]
}

/** No other machine reaches it: an address of this machine, or a Unix socket. */
function isLoopback(name: string): boolean {
  return socketPathOf(name) !== undefined || ['localhost', '127.0.0.1', '[::1]', '::1'].includes(name)
}
