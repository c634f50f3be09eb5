// The functions that proxy auto-configuration files may call, from their published descriptions.
// hostAddresses(name) and ownAddresses() come from outside and give arrays of address texts;
// nowMillis() gives the time. No Java is reachable from here.

function isPlainHostName(host) {
  return String(host).indexOf('.') < 0 && String(host).indexOf(':') < 0;
}

function dnsDomainIs(host, domain) {
  host = String(host).toLowerCase();
  domain = String(domain).toLowerCase();
  return host.length >= domain.length && host.substring(host.length - domain.length) === domain;
}

function localHostOrDomainIs(host, name) {
  host = String(host).toLowerCase();
  name = String(name).toLowerCase();
  return host === name || (isPlainHostName(host) && name.indexOf(host + '.') === 0);
}

function dnsDomainLevels(host) {
  return String(host).split('.').length - 1;
}

function isResolvable(host) {
  return firstAddress(hostAddresses(String(host)), true) !== null;
}

function isResolvableEx(host) {
  return hostAddresses(String(host)).length > 0;
}

function dnsResolve(host) {
  return firstAddress(hostAddresses(String(host)), true);
}

function dnsResolveEx(host) {
  return hostAddresses(String(host)).join(';');
}

function myIpAddress() {
  var own = firstAddress(ownAddresses(), true);
  return own === null ? '127.0.0.1' : own;
}

function myIpAddressEx() {
  return ownAddresses().join(';');
}

function firstAddress(addresses, onlyIpv4) {
  for (var i = 0; i < addresses.length; i++) {
    if (!onlyIpv4 || addresses[i].indexOf(':') < 0) {
      return addresses[i];
    }
  }
  return null;
}

function convert_addr(text) {
  var parts = String(text).split('.');
  if (parts.length !== 4) {
    return 0;
  }
  var value = 0;
  for (var i = 0; i < 4; i++) {
    value = value * 256 + (parseInt(parts[i], 10) & 255);
  }
  return value;
}

function isIpv4(text) {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(text);
}

function isInNet(host, pattern, mask) {
  var address = isIpv4(String(host)) ? String(host) : dnsResolve(host);
  if (address === null) {
    return false;
  }
  var bits = convert_addr(mask) | 0;
  return ((convert_addr(address) | 0) & bits) === ((convert_addr(pattern) | 0) & bits);
}

function isInNetEx(host, prefix) {
  return addressInPrefix(String(host), String(prefix));
}

function sortIpAddressList(list) {
  return String(list).split(';').sort().join(';');
}

function getClientVersion() {
  return '1.0';
}

// Without a regular expression: patterns come from the file and names from the network.
function shExpMatch(text, pattern) {
  text = String(text);
  pattern = String(pattern);
  var t = 0;
  var p = 0;
  var star = -1;
  var mark = 0;
  while (t < text.length) {
    if (p < pattern.length && (pattern.charAt(p) === '?' || pattern.charAt(p) === text.charAt(t))) {
      if (pattern.charAt(p) !== '*') {
        t++;
        p++;
        continue;
      }
    }
    if (p < pattern.length && pattern.charAt(p) === '*') {
      star = p++;
      mark = t;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.length && pattern.charAt(p) === '*') {
    p++;
  }
  return p === pattern.length;
}

var DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
var MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

function within(value, first, last) {
  return first <= last ? first <= value && value <= last : value >= first || value <= last;
}

function moment(gmt) {
  var now = new Date(nowMillis());
  return gmt
    ? {year: now.getUTCFullYear(), month: now.getUTCMonth(), date: now.getUTCDate(),
       day: now.getUTCDay(), hour: now.getUTCHours(), minute: now.getUTCMinutes(),
       second: now.getUTCSeconds()}
    : {year: now.getFullYear(), month: now.getMonth(), date: now.getDate(), day: now.getDay(),
       hour: now.getHours(), minute: now.getMinutes(), second: now.getSeconds()};
}

function listOf(values) {
  var list = [];
  for (var i = 0; i < values.length; i++) {
    list.push(values[i]);
  }
  var gmt = list.length > 0 && String(list[list.length - 1]).toUpperCase() === 'GMT';
  if (gmt) {
    list.pop();
  }
  return {values: list, now: moment(gmt)};
}

function weekdayRange() {
  var given = listOf(arguments);
  var first = DAYS.indexOf(String(given.values[0]).toUpperCase());
  var last = given.values.length > 1 ? DAYS.indexOf(String(given.values[1]).toUpperCase()) : first;
  return first >= 0 && last >= 0 && within(given.now.day, first, last);
}

function timeRange() {
  var given = listOf(arguments);
  var v = given.values;
  var n = given.now;
  var second = (n.hour * 60 + n.minute) * 60 + n.second;
  switch (v.length) {
    case 1: return n.hour === Number(v[0]);
    case 2: return within(n.hour, Number(v[0]), Number(v[1]) - (v[0] === v[1] ? 0 : 1));
    case 4: return within(second, (v[0] * 60 + Number(v[1])) * 60, (v[2] * 60 + Number(v[3])) * 60);
    case 6:
      return within(second, (v[0] * 60 + Number(v[1])) * 60 + Number(v[2]),
        (v[3] * 60 + Number(v[4])) * 60 + Number(v[5]));
    default: return false;
  }
}

// Each value says by itself what it is: a month's name, a day up to 31, or a year.
function dateRange() {
  var given = listOf(arguments);
  var half = given.values.length === 1 ? 1 : given.values.length / 2;
  var first = dateParts(given.values.slice(0, half));
  var last = given.values.length === 1 ? first : dateParts(given.values.slice(half));
  var n = given.now;
  var now = dateNumber(first, {year: n.year, month: n.month, date: n.date});
  return within(now, dateNumber(first, first), dateNumber(first, last));
}

function dateParts(values) {
  var parts = {};
  for (var i = 0; i < values.length; i++) {
    var month = MONTHS.indexOf(String(values[i]).toUpperCase());
    if (month >= 0) {
      parts.month = month;
    } else if (Number(values[i]) > 31) {
      parts.year = Number(values[i]);
    } else {
      parts.date = Number(values[i]);
    }
  }
  return parts;
}

// Only what the range names is compared.
function dateNumber(named, parts) {
  return (named.year === undefined ? 0 : parts.year * 400)
    + (named.month === undefined ? 0 : parts.month * 32)
    + (named.date === undefined ? 0 : parts.date);
}

function alert() {}

// What could take gigabytes in one call is not needed here.
(function (world) {
  ['repeat', 'padStart', 'padEnd'].forEach(function (name) { delete String.prototype[name]; });
  ['fill', 'copyWithin', 'flat', 'flatMap'].forEach(
    function (name) { delete Array.prototype[name]; });
  delete Array.from;
  ['ArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array',
    'Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array', 'BigInt',
    'BigInt64Array', 'BigUint64Array'].forEach(function (name) { delete world[name]; });
  var join = Array.prototype.join;
  Array.prototype.join = function (separator) {
    if (this.length > 10000) {
      throw new Error('too long a list');
    }
    return join.call(this, separator);
  };
})(this);
