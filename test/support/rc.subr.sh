#!/bin/sh
# A stand-in for /etc/rc.subr: of run_rc_command as much as a script needs that has commands of its
# own, and neither a process nor a pidfile. Read off FreeBSD's rules, 13 and 15, where they agree.
# RC_CONF names the file that stands for /etc/rc.conf; RC_CONF.d has the files for one name.
# shellcheck disable=SC1090,SC2154

load_rc_config()
{
	if [ -z "${_rc_conf_loaded:-}" ] && [ -r "${RC_CONF:-}" ]; then
		. "$RC_CONF"
	fi
	_rc_conf_loaded=yes
	if [ -r "${RC_CONF:-}.d/$1" ]; then
		. "${RC_CONF}.d/$1"
	fi
}

checkyesno()
{
	eval "_value=\${$1:-}"
	case $_value in
	[Yy][Ee][Ss] | [Tt][Rr][Uu][Ee] | [Oo][Nn] | 1) return 0 ;;
	*) return 1 ;;
	esac
}

run_rc_command()
{
	rc_arg=$1 rc_force='' rc_quiet='' _prefix=''
	case $rc_arg in
	fast*) rc_arg=${rc_arg#fast} rc_quiet=yes ;;
	force*) rc_arg=${rc_arg#force} _prefix=force rc_force=yes ;;
	one*) rc_arg=${rc_arg#one} _prefix=one ;;
	quiet*) rc_arg=${rc_arg#quiet} rc_quiet=yes ;;
	esac
	if [ -n "$_prefix" ] && [ -n "$rcvar" ]; then
		eval "$rcvar=YES"
	fi
	for _word in start stop restart rcvar enabled describe ${extra_commands:-}; do
		[ "$_word" = "$rc_arg" ] || continue
		_run_known
		return $?
	done
	echo "$0: unknown directive '$rc_arg'." >&2
	return 1
}

# Without a pid every command but rcvar and describe asks rcvar first, stop too; and 0 is the status.
_run_known()
{
	case $rc_arg in
	rcvar)
		echo "${rcvar}=${rcvar:+$(eval "echo \$$rcvar")}"
		return 0
		;;
	describe)
		echo "$desc"
		return 0
		;;
	enabled)
		checkyesno "$rcvar"
		return $?
		;;
	esac
	if [ -n "$rcvar" ] && ! checkyesno "$rcvar"; then
		if [ -z "$rc_quiet" ]; then
			echo "Cannot '$rc_arg' $name. Set $rcvar to YES in /etc/rc.conf or use 'one$rc_arg' instead of '$rc_arg'."
		fi
		return 0
	fi
	eval "_command=\${${rc_arg}_cmd:-}"
	if [ -z "$_command" ]; then
		echo "$name: the stand-in knows no default for $rc_arg" >&2
		return 3
	fi
	eval "$_command" || [ -n "$rc_force" ] || return 1
}
