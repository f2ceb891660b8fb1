//! Registered URI schemes, as far as links in books use them, and the other registered ones of wide use.

/// Whether the scheme (in lower case) is registered.
pub(super) fn is_registered(scheme: &str) -> bool {
    SCHEMES.binary_search(&scheme).is_ok()
}

/// Sorted.
#[rustfmt::skip]
static SCHEMES: &[&str] = &[
    "aaa", "aaas", "about", "acap", "acct", "adiumxtra", "afp", "afs", "aim", "apt", "attachment", "aw", "barion", "beshare", "bitcoin",
    "blob", "bolo", "callto", "cap", "chrome", "chrome-extension", "cid", "coap", "coaps", "content", "crid", "cvs", "data", "dav", "dict",
    "dlna-playcontainer", "dlna-playsingle", "dns", "dtn", "dvb", "ed2k", "example", "facetime", "fax", "feed", "feedready", "file",
    "filesystem", "finger", "fish", "ftp", "geo", "gg", "git", "gizmoproject", "go", "gopher", "gtalk", "h323", "ham", "hcp", "http", "https",
    "iax", "icap", "icon", "im", "imap", "info", "iotdisco", "ipn", "ipp", "ipps", "irc", "irc6", "ircs", "iris", "iris.beep", "iris.lwz",
    "iris.xpc", "iris.xpcs", "itms", "jabber", "jar", "javascript", "jms", "keyparc", "lastfm", "ldap", "ldaps", "magnet", "mailserver",
    "mailto", "maps", "market", "message", "mid", "mms", "modem", "ms-help", "ms-settings", "msnim", "msrp", "msrps", "mtqp", "mumble",
    "mupdate", "mvn", "news", "nfs", "ni", "nih", "nntp", "notes", "oid", "opaquelocktoken", "pack", "palm", "paparazzi", "pkcs11",
    "platform", "pop", "pres", "prospero", "proxy", "psyc", "query", "redis", "rediss", "reload", "res", "resource", "rmi", "rsync", "rtmfp",
    "rtmp", "rtsp", "rtsps", "rtspu", "secondlife", "service", "session", "sftp", "sgn", "shttp", "sieve", "sip", "sips", "skype", "smb",
    "sms", "smtp", "snews", "snmp", "soap.beep", "soap.beeps", "soldat", "spotify", "ssh", "steam", "stun", "stuns", "submit", "svn", "tag",
    "teamspeak", "tel", "teliaeid", "telnet", "tftp", "things", "thismessage", "tip", "tn3270", "tool", "turn", "turns", "tv", "udp",
    "unreal", "urn", "ut2004", "v-event", "vemmi", "ventrilo", "videotex", "view-source", "vnc", "wais", "webcal", "wpid", "ws", "wss",
    "wtai", "wyciwyg", "xcon", "xcon-userid", "xfire", "xmlrpc.beep", "xmlrpc.beeps", "xmpp", "xri", "ymsgr", "z39.50", "z39.50r", "z39.50s",
];
