# bash completion of carphast. Made by scripts/docs.mjs; do not edit.

# What may stand in a place, by its name.
_carphast_offer() {
	local words=''
	case $1 in
	'beginnings')
		words='reconcile release resume boot status check maintenance freeze switchover promote drill dirty role recover rehearse setup hast-event plan history report explain completion help MASTER BACKUP INIT AUTO'
		words+=" $(ifconfig | sed -n -e "s/^\([a-z0-9._]*\): .*/\1/;t keep" -e "s/.*carp: .* vhid \([0-9]*\) .*/\1/;t give" -e "d;:keep" -e "h;d;:give" -e "G;s/\n/@/p" 2>/dev/null)"
		;;
	files)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$2")
		return
		;;
	directories)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -d -- "$2")
		return
		;;
	'groups')
		words=''
		words+=" $(test -r /usr/local/etc/carphast.toml && sed -n "s/^ *\[group\.\([A-Za-z0-9_-]*\).*/\1/p" /usr/local/etc/carphast.toml | sort -u 2>/dev/null)"
		;;
	'on_off_freeze')
		words='on off freeze'
		;;
	'resources')
		words=''
		words+=" $(test -r /etc/hast.conf && sed -n "s/^[^#]*resource[^A-Za-z0-9_]*\([A-Za-z0-9][A-Za-z0-9._:-]*\).*/\1/p" /etc/hast.conf | sort -u 2>/dev/null)"
		;;
	'init_primary_secondary')
		words='init primary secondary'
		;;
	'scenarios')
		words='all already-running already-running-promoted boot-as-better-master boot-beside-primary boot-flap boot-loop both-disks-full both-have-yielded both-power-cut busy-umount busy-umount-kill cable-pulled clean-stop clock-jump cold-boot-both cold-boot-one config-error-backup config-error-master config-error-serving devd-restarted device-late device-never disk-full-demotion disk-full-promotion disk-full-unguarded doubled-by-devd drill duplicate-event event-reordered export-lies failback-before-sync failback-during-sync fails-on-both fails-on-both-resumed first-read-stalls flap-storm flap-storm-odd freeze fsck-by-hand fsck-hopeless fsck-left-behind fsck-needed fsck-no-superblock fsck-preen fsck-slow fsck-slow-waited fsck-twice garbage-args hastctl-busy hastd-hung hastd-late-at-boot hastd-never-at-boot hook-reentry init-and-back init-event late-event lost-event mac-filter maintenance-event maintenance-of-the-active-node maintenance-toggle-race maintenance-with-a-dead-service mounted-again mounted-elsewhere mounted-elsewhere-released mountpoint-created mountpoint-missing mountpoint-occupied mountpoint-taken nested-mounts nfs-hang nfs-hang-in-the-kernel nfs-state-moves one-group-moves optional-fails panic-after-role panic-after-role-alone parent-mount partition-heals persist-then-act pid-reuse planned-switchover pool-lost pool-moves power-cut promote-beside-a-freeze promote-beside-a-primary promote-beside-maintenance promote-by-hand readonly-root-demotion readonly-root-promotion reboot-master reboot-master-preempt reboot-standby release-killed release-without-hastd repl-link-down role-cmd-fails role-cmd-fails-start role-falls-back service-fails service-hangs-and-address-goes service-hangs-on-stop service-lies service-respawns shutdown-imported-pool shutdown-open-files shutdown-service-hangs sigterm-shutdown sigterm-shutdown-stubborn silent-death silent-death-short-timeout silent-panic split-brain-and-boot split-brain-and-the-loser-serves split-brain-and-winner-dies split-brain-detected stale-and-connected stale-behind stale-behind-by-hook stale-event stale-lock stale-secondary stale-secondary-served start-order supersede-mid-promote supersede-mid-start suspended-pool suspended-pool-serving switchover-in-a-resync switchover-planned switchover-stale-complete switchover-with-a-dead-service two-vhids-move-once two-vhids-one-group umount-before-role zpool-not-whole zpool-partial'
		;;
	'faults')
		words='power-cut panic clean-stop boot both-power-cut cable-out both-cables-out flap partition one-way-loss slow-link event-lost event-doubled event-reordered event-late devd-stopped clock-jump hastd-killed hastd-late hastd-never hastd-hung hastd-restarted hastctl-hung hastctl-busy worker-dies device-late device-never first-read-stalls disk-errors fsck fsck-hangs fsck-slow mount-fails umount-busy export-lies pool-suspended disk-full readonly-root service-fails service-lies service-hangs-on-start service-hangs-on-stop service-deaf service-respawns service-silent service-starts-late service-killed service-runs-already carphast-killed config-broken run-silent tool-hangs tool-deaf tool-stuck tool-missing tool-unstartable tool-fails tool-slow release maintenance freeze promoted moved carphast address-taken address-to-and-fro command file-put file-gone client-writes pid-reused'
		;;
	'events')
		words='MASTER BACKUP INIT AUTO'
		words+=" $(ifconfig | sed -n -e "s/^\([a-z0-9._]*\): .*/\1/;t keep" -e "s/.*carp: .* vhid \([0-9]*\) .*/\1/;t give" -e "d;:keep" -e "h;d;:give" -e "G;s/\n/@/p" 2>/dev/null)"
		;;
	'ids')
		words='last'
		;;
	'codes')
		words='carp-unreadable hastd-not-running hast-not-installed hast-conf-invalid hastd-no-answer resource-unknown mounts-unreadable pools-unreadable mounted-elsewhere mountpoint-taken mountpoint-missing mountpoint-occupied pool-without-hast pool-lost pool-suspended pool-degraded service-unknown history-not-writable run-unguarded copy-unfinished peer-still-replicates config-invalid released maintenance frozen switchover vhids-given not-served-here peer-not-ready peer-not-complete peer-in-maintenance peer-frozen peer-not-seen recover-on-primary recover-on-master recover-without-primary discard-not-confirmed breaker-open promotion-not-forced peer-serves peer-holds-address address-not-available peer-outbids node-not-ready address-taken address-not-kept hastd-did-not-start role-change-failed role-fell-back role-not-taken device-did-not-appear device-does-not-answer device-not-writable check-failed check-timed-out check-left-running no-superblock mount-failed pool-not-found import-failed datasets-not-mounted link-failed service-did-not-start storage-not-verified service-did-not-stop still-mounted still-imported still-held tool-stuck undone-again peer-did-not-serve metadata-not-created split-brain not-released interrupted machine-went-down devd-directory manifest-broken vhid-missing vhid-init vhid-vrrp vhids-apart preempt-off carp-off demotion-stuck yielded share-left-behind skew-too-high devd-not-running devd-conf-invalid rule-missing rule-shadowed rule-without-init rule-quotes rule-blocks launcher-missing gate-missing remote-is-carp-address degraded not-connected sync-unfinished dirty local-errors hast-on-15 hook-missing fstab-auto fstab-unused pool-cached multihost-on sharenfs-unread dataset-unmounted service-enabled runs-on-standby service-profiles nfsd-on-standby nfs-incomplete nfs-order database-elsewhere database-stray hastd-not-enabled devd-not-enabled script-missing carphast-not-enabled hold-off shutdown-too-short jail-stops-all not-at-rest under-way last-failed drill-failed drill-old not-root unseen peer-not-configured peer-silent peer-unreadable peer-is-self both-masters no-master both-primaries vhid-alone addresses-differ advbase-differs preempt-differs resource-alone hast-conf-differs sizes-differ configs-differ exports-differ accounts-differ clocks-apart versions-differ systems-differ vhids resources filesystems pools links services filesystems.resource filesystems.mountpoint filesystems.device filesystems.type filesystems.options pools.name pools.resources links.path links.target services.name services.requires services.optional services.startTimeout services.stopTimeout onInit onFailure hastd repair busy missingMountpoint occupiedMountpoint degradedPool unfinishedCopy breaker breaker.failures breaker.window limits.release limits.settle limits.role limits.device limits.probe limits.write limits.check limits.mount limits.unmount limits.import limits.export limits.start limits.stop limits.yield limits.query log.facility log.tag log.file peer.address peer.ssh'
		;;
	'bash_zsh_fish_tcsh')
		words='bash zsh fish tcsh'
		;;
	'verbs')
		words='reconcile release resume boot status check maintenance freeze switchover promote drill dirty role recover rehearse setup hast-event plan history report explain completion help'
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$2")
}

# What an option takes; false where it takes nothing.
_carphast_takes() {
	case "$1 $2" in
	'release --within') echo nothing ;;
	'status --interval') echo nothing ;;
	'maintenance --reason') echo nothing ;;
	'freeze --reason') echo nothing ;;
	'switchover --force') echo nothing ;;
	'promote --force') echo nothing ;;
	'role --within') echo nothing ;;
	'recover --yes-discard') echo resources ;;
	'rehearse --scenario') echo scenarios ;;
	'rehearse --fault') echo faults ;;
	'rehearse --seed') echo nothing ;;
	'rehearse --only') echo nothing ;;
	'rehearse --runs') echo nothing ;;
	'setup --keep') echo nothing ;;
	'history -n' | 'history --last') echo nothing ;;
	'report --html') echo files ;;
	'report --peer-history') echo files ;;
	'report -n' | 'report --last') echo nothing ;;
	*' -c' | *' --config') echo files ;;
	*' --root') echo directories ;;
	*) false ;;
	esac
}

_carphast_options() {
	case $1 in
	'reconcile') echo '-h --help -c --config -v --verbose --detach --root' ;;
	'release') echo '--within --force -h --help -c --config -v --verbose --detach --root' ;;
	'resume') echo '-h --help -c --config -v --verbose --detach --root' ;;
	'boot') echo '-h --help -c --config -v --verbose --detach --root' ;;
	'status') echo '--local -w --watch --interval --json -h --help -c --config -v --verbose --detach --root' ;;
	'check') echo '--peer --local --plugin --json -h --help -c --config -v --verbose --detach --root' ;;
	'maintenance') echo '--reason --force -h --help -c --config -v --verbose --detach --root' ;;
	'freeze') echo '--reason -h --help -c --config -v --verbose --detach --root' ;;
	'switchover') echo '--force -h --help -c --config -v --verbose --detach --root' ;;
	'promote') echo '--force -h --help -c --config -v --verbose --detach --root' ;;
	'drill') echo '--and-back --json -h --help -c --config -v --verbose --detach --root' ;;
	'dirty') echo '-a --all -q --quiet -h --human --json --help -c --config -v --verbose --detach --root' ;;
	'role') echo '--within -h --help -c --config -v --verbose --detach --root' ;;
	'recover') echo '--yes-discard -h --help -c --config -v --verbose --detach --root' ;;
	'rehearse') echo '--scenario --list --fault --seed --only --runs --until-broken --json -h --help -c --config -v --verbose --detach --root' ;;
	'setup') echo '-y --yes --keep --uninstall --json -h --help -c --config -v --verbose --detach --root' ;;
	'hast-event') echo '-h --help -c --config -v --verbose --detach --root' ;;
	'plan') echo '--json -h --help -c --config -v --verbose --detach --root' ;;
	'history') echo '--json --steps -n --last -h --help -c --config -v --verbose --detach --root' ;;
	'history show') echo '--json -h --help -c --config -v --verbose --detach --root' ;;
	'history stats') echo '--json -h --help -c --config -v --verbose --detach --root' ;;
	'report') echo '--html --peer-history -n --last -h --help -c --config -v --verbose --detach --root' ;;
	'explain') echo '-h --help -c --config -v --verbose --detach --root' ;;
	'completion') echo '-h --help -c --config -v --verbose --detach --root' ;;
	'help') echo '-h --help -c --config -v --verbose --detach --root' ;;
	esac
}

_carphast_operands() {
	case $1 in
	'resume') echo 'groups' ;;
	'maintenance') echo 'on_off_freeze groups' ;;
	'freeze') echo 'groups' ;;
	'switchover') echo 'groups' ;;
	'promote') echo 'groups' ;;
	'drill') echo 'groups' ;;
	'dirty') echo 'resources*' ;;
	'role') echo 'init_primary_secondary resources*' ;;
	'recover') echo 'resources' ;;
	'hast-event') echo 'nothing*' ;;
	'plan') echo 'events*' ;;
	'history show') echo 'ids' ;;
	'explain') echo 'codes' ;;
	'completion') echo 'bash_zsh_fish_tcsh' ;;
	'help') echo 'verbs*' ;;
	esac
}

_carphast_below() {
	case $1 in
	'history') echo 'show stats' ;;
	esac
}

_carphast() {
	local word kind verb='' count=0 skip='' at cur=$2 operands
	COMPREPLY=()
	case ${1##*/} in
	hastdirty) verb=dirty ;;
	hastrole) verb=role ;;
	hastrecover) verb=recover ;;
	esac
	for ((at = 1; at < COMP_CWORD; at++)); do
		word=${COMP_WORDS[at]}
		if [[ -n $skip ]]; then
			skip=''
		elif [[ $word == -* ]]; then
			_carphast_takes "$verb" "$word" >/dev/null && skip=yes
		elif [[ -z $verb ]]; then
			verb=$word
		elif [[ " $(_carphast_below "$verb") " == *" $word "* ]]; then
			verb+=" $word"
		else
			count=$((count + 1))
		fi
	done
	if [[ -n $skip ]]; then
		_carphast_offer "$(_carphast_takes "$verb" "${COMP_WORDS[COMP_CWORD - 1]}")" "$cur"
	elif [[ $cur == -* && -z $verb ]]; then
		mapfile -t COMPREPLY < <(compgen -W '-V --version -h --help -c --config -v --verbose --detach --root' -- "$cur")
	elif [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_carphast_options "$verb")" -- "$cur")
	elif [[ -z $verb ]]; then
		_carphast_offer beginnings "$cur"
	else
		read -ra operands <<<"$(_carphast_operands "$verb")"
		kind=${operands[count]-}
		[[ -n $kind || ${#operands[@]} -eq 0 || ${operands[-1]} != *\* ]] || kind=${operands[-1]}
		_carphast_offer "${kind%\*}" "$cur"
		if ((count == 0)); then
			mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -W "$(_carphast_below "$verb")" -- "$cur")
		fi
	fi
}

complete -F _carphast carphast hastdirty hastrole hastrecover
