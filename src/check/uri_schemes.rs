//! The URI schemes that EPUBCheck 5.3.0 knows as registered: an old state of the registry, without `sms`, `geo`, `ssh`,
//! `magnet` and others that were registered since. Found by links of all kinds in one book.

/// Whether the scheme (in lower case) is registered.
pub(super) fn is_registered(scheme: &str) -> bool {
    SCHEMES.binary_search(&scheme).is_ok()
}

/// Sorted.
#[rustfmt::skip]
static SCHEMES: &[&str] = &[
    "aaa", "aaas", "acap", "afs", "cap", "cid", "crid", "data", "dav", "dict", "dns", "dtn", "fax", "file", "ftp", "go", "gopher",
    "h323", "http", "https", "iax", "icap", "im", "imap", "info", "ipp", "irc", "iris", "iris.beep", "iris.lwz", "iris.xpc",
    "iris.xpcs", "javascript", "ldap", "mailserver", "mailto", "mid", "modem", "msrp", "msrps", "mtqp", "mupdate", "news", "nfs",
    "nntp", "opaquelocktoken", "pack", "pop", "pres", "prospero", "rtsp", "service", "shttp", "sip", "sips", "snews", "snmp",
    "soap.beep", "soap.beeps", "tag", "tel", "telnet", "tftp", "thismessage", "tip", "tn3270", "tv", "urn", "vemmi", "videotex",
    "wais", "xmlrpc.beep", "xmlrpc.beeps", "xmpp", "z39.50r", "z39.50s",
];
