# fish completion of carphast. Made by scripts/docs.mjs; do not edit.

set -g __carphast_verbs reconcile release resume boot status check maintenance freeze switchover promote drill dirty role recover rehearse setup hast-event plan history report explain completion help
complete -c carphast -f
complete -c carphast -s c -l config -r -F -d 'instead of /usr/local/etc/carphast.toml'
complete -c carphast -s v -l verbose -d 'say each step on standard error'
complete -c carphast -l detach -d 'return at once, work on in the background'
complete -c carphast -l root -r -F -d 'the directory that stands for /'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -s V -l version -d 'the version of this carphast'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -s h -l help -d 'print help'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a reconcile -d 'look at every group, put right what is not'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a release -d 'let go of everything, until resume or a boot'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a resume -d 'the cause is mended: end a release or a hold'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a boot -d 'what rc runs at boot: end a release, and look'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a status -d 'what this node is, and what the other one says'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a check -d 'why a failover would not work now, on both nodes'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a maintenance -d 'let go, and take nothing over until it is off'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a freeze -d 'leave groups as they are, whatever CARP says'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a switchover -d 'move what this node serves to the other one'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a promote -d 'serve here by hand: the other one cannot let go'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a drill -d 'a switchover on purpose; does all work there?'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a dirty -d 'what the other node does not have yet'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a role -d 'set roles by hand, with the guards of a failover'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a recover -d 'throw this copy away, take that of the primary'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a rehearse -d 'failovers on a simulated pair; changes nothing'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a setup -d 'install the devd rule, the rc script and more'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a hast-event -d 'what hastd reports by its exec hook'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a plan -d 'what would be done now, or after an event or verb'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a history -d 'each transition, with its outcome'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a report -d 'the history of one or both nodes as an HTML file'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a explain -d 'what a code or a key of carphast.toml means'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a completion -d 'print the completion script of a shell'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a help -d 'the help of carphast, or of a verb'
complete -c carphast -n 'not __fish_seen_subcommand_from $__carphast_verbs' -a 'MASTER BACKUP INIT AUTO (ifconfig | sed -n -e "s/^\\([a-z0-9._]*\\): .*/\\1/;t keep" -e "s/.*carp: .* vhid \\([0-9]*\\) .*/\\1/;t give" -e "d;:keep" -e "h;d;:give" -e "G;s/\\n/@/p" 2>/dev/null)'

complete -c carphast -n '__fish_seen_subcommand_from reconcile' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from release' -l within -x -d 'all of it within that time, e.g. 60s; what is left is said'
complete -c carphast -n '__fish_seen_subcommand_from release' -l force -d 'end the users of what has to go, whatever `busy` says: for a shutdown'
complete -c carphast -n '__fish_seen_subcommand_from release' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from resume' -a '(test -r /usr/local/etc/carphast.toml && sed -n "s/^ *\\[group\\.\\([A-Za-z0-9_-]*\\).*/\\1/p" /usr/local/etc/carphast.toml | sort -u 2>/dev/null)'
complete -c carphast -n '__fish_seen_subcommand_from resume' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from boot' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from status' -l local -d 'do not ask the other node'
complete -c carphast -n '__fish_seen_subcommand_from status' -s w -l watch -d 'go on looking; q ends it'
complete -c carphast -n '__fish_seen_subcommand_from status' -l interval -x -d 'between the looks of --watch (2s)'
complete -c carphast -n '__fish_seen_subcommand_from status' -l json -d 'for programs; see docs/json.md'
complete -c carphast -n '__fish_seen_subcommand_from status' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from check' -l peer -d 'not to see the other node is more than a note'
complete -c carphast -n '__fish_seen_subcommand_from check' -l local -d 'this node only'
complete -c carphast -n '__fish_seen_subcommand_from check' -l plugin -d 'one line, for monitoring'
complete -c carphast -n '__fish_seen_subcommand_from check' -l json -d 'for programs; see docs/json.md'
complete -c carphast -n '__fish_seen_subcommand_from check' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from maintenance; and not __fish_seen_subcommand_from on off freeze' -a 'on off freeze'
complete -c carphast -n '__fish_seen_subcommand_from maintenance; and __fish_seen_subcommand_from on off freeze' -a '(test -r /usr/local/etc/carphast.toml && sed -n "s/^ *\\[group\\.\\([A-Za-z0-9_-]*\\).*/\\1/p" /usr/local/etc/carphast.toml | sort -u 2>/dev/null)'
complete -c carphast -n '__fish_seen_subcommand_from maintenance' -l reason -x -d 'for status, check and the log'
complete -c carphast -n '__fish_seen_subcommand_from maintenance' -l force -d 'on, although the other one is so too or not seen, or it is frozen'
complete -c carphast -n '__fish_seen_subcommand_from maintenance' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from freeze' -a '(test -r /usr/local/etc/carphast.toml && sed -n "s/^ *\\[group\\.\\([A-Za-z0-9_-]*\\).*/\\1/p" /usr/local/etc/carphast.toml | sort -u 2>/dev/null)'
complete -c carphast -n '__fish_seen_subcommand_from freeze' -l reason -x -d 'for status, check and the log'
complete -c carphast -n '__fish_seen_subcommand_from freeze' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from switchover' -a '(test -r /usr/local/etc/carphast.toml && sed -n "s/^ *\\[group\\.\\([A-Za-z0-9_-]*\\).*/\\1/p" /usr/local/etc/carphast.toml | sort -u 2>/dev/null)'
complete -c carphast -n '__fish_seen_subcommand_from switchover' -l force -x -d 'although the other one is not seen, not ready, not complete'
complete -c carphast -n '__fish_seen_subcommand_from switchover' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from promote' -a '(test -r /usr/local/etc/carphast.toml && sed -n "s/^ *\\[group\\.\\([A-Za-z0-9_-]*\\).*/\\1/p" /usr/local/etc/carphast.toml | sort -u 2>/dev/null)'
complete -c carphast -n '__fish_seen_subcommand_from promote' -l force -x -d 'why; without it nothing is done'
complete -c carphast -n '__fish_seen_subcommand_from promote' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from drill' -a '(test -r /usr/local/etc/carphast.toml && sed -n "s/^ *\\[group\\.\\([A-Za-z0-9_-]*\\).*/\\1/p" /usr/local/etc/carphast.toml | sort -u 2>/dev/null)'
complete -c carphast -n '__fish_seen_subcommand_from drill' -l and-back -d 'and move it back here'
complete -c carphast -n '__fish_seen_subcommand_from drill' -l json -d 'for programs; see docs/json.md'
complete -c carphast -n '__fish_seen_subcommand_from drill' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from dirty' -a '(test -r /etc/hast.conf && sed -n "s/^[^#]*resource[^A-Za-z0-9_]*\\([A-Za-z0-9][A-Za-z0-9._:-]*\\).*/\\1/p" /etc/hast.conf | sort -u 2>/dev/null)'
complete -c carphast -n '__fish_seen_subcommand_from dirty' -s a -l all -d 'clean ones too'
complete -c carphast -n '__fish_seen_subcommand_from dirty' -s q -l quiet -d 'print nothing: the exit status says it'
complete -c carphast -n '__fish_seen_subcommand_from dirty' -s h -l human -d 'sizes such as 48M'
complete -c carphast -n '__fish_seen_subcommand_from dirty' -l json -d 'for programs; see docs/json.md'
complete -c carphast -n '__fish_seen_subcommand_from dirty' -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from role; and not __fish_seen_subcommand_from init primary secondary' -a 'init primary secondary'
complete -c carphast -n '__fish_seen_subcommand_from role; and __fish_seen_subcommand_from init primary secondary' -a '(test -r /etc/hast.conf && sed -n "s/^[^#]*resource[^A-Za-z0-9_]*\\([A-Za-z0-9][A-Za-z0-9._:-]*\\).*/\\1/p" /etc/hast.conf | sort -u 2>/dev/null)'
complete -c carphast -n '__fish_seen_subcommand_from role' -l within -x -d 'so long for the other node to let go, e.g. 30s'
complete -c carphast -n '__fish_seen_subcommand_from role' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from recover' -a '(test -r /etc/hast.conf && sed -n "s/^[^#]*resource[^A-Za-z0-9_]*\\([A-Za-z0-9][A-Za-z0-9._:-]*\\).*/\\1/p" /etc/hast.conf | sort -u 2>/dev/null)'
complete -c carphast -n '__fish_seen_subcommand_from recover' -l yes-discard -x -a '(test -r /etc/hast.conf && sed -n "s/^[^#]*resource[^A-Za-z0-9_]*\\([A-Za-z0-9][A-Za-z0-9._:-]*\\).*/\\1/p" /etc/hast.conf | sort -u 2>/dev/null)' -d 'the resource once more, instead of being asked'
complete -c carphast -n '__fish_seen_subcommand_from recover' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from rehearse' -l scenario -x -a 'all already-running already-running-promoted boot-as-better-master boot-beside-primary boot-flap boot-loop both-disks-full both-have-yielded both-power-cut busy-umount busy-umount-kill cable-pulled clean-stop clock-jump cold-boot-both cold-boot-one config-error-backup config-error-master config-error-serving devd-restarted device-late device-never disk-full-demotion disk-full-promotion disk-full-unguarded doubled-by-devd drill duplicate-event event-reordered export-lies failback-before-sync failback-during-sync fails-on-both fails-on-both-resumed first-read-stalls flap-storm flap-storm-odd freeze fsck-by-hand fsck-hopeless fsck-left-behind fsck-needed fsck-no-superblock fsck-preen fsck-slow fsck-slow-waited fsck-twice garbage-args hastctl-busy hastd-hung hastd-late-at-boot hastd-never-at-boot hook-reentry init-and-back init-event late-event lost-event mac-filter maintenance-event maintenance-of-the-active-node maintenance-toggle-race maintenance-with-a-dead-service mounted-again mounted-elsewhere mounted-elsewhere-released mountpoint-created mountpoint-missing mountpoint-occupied mountpoint-taken nested-mounts nfs-hang nfs-hang-in-the-kernel nfs-state-moves one-group-moves optional-fails panic-after-role panic-after-role-alone parent-mount partition-heals persist-then-act pid-reuse planned-switchover pool-lost pool-moves power-cut promote-beside-a-freeze promote-beside-a-primary promote-beside-maintenance promote-by-hand readonly-root-demotion readonly-root-promotion reboot-master reboot-master-preempt reboot-standby release-killed release-without-hastd repl-link-down role-cmd-fails role-cmd-fails-start role-falls-back service-fails service-hangs-and-address-goes service-hangs-on-stop service-lies service-respawns shutdown-imported-pool shutdown-open-files shutdown-service-hangs sigterm-shutdown sigterm-shutdown-stubborn silent-death silent-death-short-timeout silent-panic split-brain-and-boot split-brain-and-the-loser-serves split-brain-and-winner-dies split-brain-detected stale-and-connected stale-behind stale-behind-by-hook stale-event stale-lock stale-secondary stale-secondary-served start-order supersede-mid-promote supersede-mid-start suspended-pool suspended-pool-serving switchover-in-a-resync switchover-planned switchover-stale-complete switchover-with-a-dead-service two-vhids-move-once two-vhids-one-group umount-before-role zpool-not-whole zpool-partial' -d 'only this one; or a file X.toml, or all'
complete -c carphast -n '__fish_seen_subcommand_from rehearse' -l list -d 'the scenarios and faults there are'
complete -c carphast -n '__fish_seen_subcommand_from rehearse' -l fault -x -a 'power-cut panic clean-stop boot both-power-cut cable-out both-cables-out flap partition one-way-loss slow-link event-lost event-doubled event-reordered event-late devd-stopped clock-jump hastd-killed hastd-late hastd-never hastd-hung hastd-restarted hastctl-hung hastctl-busy worker-dies device-late device-never first-read-stalls disk-errors fsck fsck-hangs fsck-slow mount-fails umount-busy export-lies pool-suspended disk-full readonly-root service-fails service-lies service-hangs-on-start service-hangs-on-stop service-deaf service-respawns service-silent service-starts-late service-killed service-runs-already carphast-killed config-broken run-silent tool-hangs tool-deaf tool-stuck tool-missing tool-unstartable tool-fails tool-slow release maintenance freeze promoted moved carphast address-taken address-to-and-fro command file-put file-gone client-writes pid-reused' -d 'strike with NAME[:NODE][@TIME][,ARGUMENT=VALUE]; may be repeated'
complete -c carphast -n '__fish_seen_subcommand_from rehearse' -l seed -x -d 'the drawn drama of this seed, with all that happens'
complete -c carphast -n '__fish_seen_subcommand_from rehearse' -l only -x -d 'of its happenings only these, as 1,3'
complete -c carphast -n '__fish_seen_subcommand_from rehearse' -l runs -x -d 'so many drawn dramas, from the seed on'
complete -c carphast -n '__fish_seen_subcommand_from rehearse' -l until-broken -d 'end with the first that breaks an invariant'
complete -c carphast -n '__fish_seen_subcommand_from rehearse' -l json -d 'for programs; see docs/json.md'
complete -c carphast -n '__fish_seen_subcommand_from rehearse' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from setup' -s y -l yes -d 'write without asking'
complete -c carphast -n '__fish_seen_subcommand_from setup' -l keep -x -d 'leave one thing as it is: the name in brackets'
complete -c carphast -n '__fish_seen_subcommand_from setup' -l uninstall -d 'take back what setup has written'
complete -c carphast -n '__fish_seen_subcommand_from setup' -l json -d 'for programs; see docs/json.md'
complete -c carphast -n '__fish_seen_subcommand_from setup' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from hast-event' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from plan' -a 'MASTER BACKUP INIT AUTO (ifconfig | sed -n -e "s/^\\([a-z0-9._]*\\): .*/\\1/;t keep" -e "s/.*carp: .* vhid \\([0-9]*\\) .*/\\1/;t give" -e "d;:keep" -e "h;d;:give" -e "G;s/\\n/@/p" 2>/dev/null)'
complete -c carphast -n '__fish_seen_subcommand_from plan' -l json -d 'for programs; see docs/json.md'
complete -c carphast -n '__fish_seen_subcommand_from plan' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from history; and not __fish_seen_subcommand_from show stats' -a 'show stats'
complete -c carphast -n '__fish_seen_subcommand_from history' -l json -d 'for programs; see docs/json.md'
complete -c carphast -n '__fish_seen_subcommand_from history' -l steps -d 'with the steps, and where the time went'
complete -c carphast -n '__fish_seen_subcommand_from history' -s n -l last -x -d 'only the last ones (20, of stats all)'
complete -c carphast -n '__fish_seen_subcommand_from history' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from history; and __fish_seen_subcommand_from show; and not __fish_seen_subcommand_from last' -a 'last'
complete -c carphast -n '__fish_seen_subcommand_from history; and __fish_seen_subcommand_from show' -l json -d 'for programs; see docs/json.md'
complete -c carphast -n '__fish_seen_subcommand_from history; and __fish_seen_subcommand_from show' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from history; and __fish_seen_subcommand_from stats' -l json -d 'for programs; see docs/json.md'
complete -c carphast -n '__fish_seen_subcommand_from history; and __fish_seen_subcommand_from stats' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from report' -l html -r -F -d 'where to write it; - is standard output'
complete -c carphast -n '__fish_seen_subcommand_from report' -l peer-history -r -F -d 'a copy of history.jsonl of the other node, to show both'
complete -c carphast -n '__fish_seen_subcommand_from report' -s n -l last -x -d 'so many timelines'
complete -c carphast -n '__fish_seen_subcommand_from report' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from explain; and not __fish_seen_subcommand_from carp-unreadable hastd-not-running hast-not-installed hast-conf-invalid hastd-no-answer resource-unknown mounts-unreadable pools-unreadable mounted-elsewhere mountpoint-taken mountpoint-missing mountpoint-occupied pool-without-hast pool-lost pool-suspended pool-degraded service-unknown history-not-writable run-unguarded copy-unfinished peer-still-replicates config-invalid released maintenance frozen switchover vhids-given not-served-here peer-not-ready peer-not-complete peer-in-maintenance peer-frozen peer-not-seen recover-on-primary recover-on-master recover-without-primary discard-not-confirmed breaker-open promotion-not-forced peer-serves peer-holds-address address-not-available peer-outbids node-not-ready address-taken address-not-kept hastd-did-not-start role-change-failed role-fell-back role-not-taken device-did-not-appear device-does-not-answer device-not-writable check-failed check-timed-out check-left-running no-superblock mount-failed pool-not-found import-failed datasets-not-mounted link-failed service-did-not-start storage-not-verified service-did-not-stop still-mounted still-imported still-held tool-stuck undone-again peer-did-not-serve metadata-not-created split-brain not-released interrupted machine-went-down devd-directory manifest-broken vhid-missing vhid-init vhid-vrrp vhids-apart preempt-off carp-off demotion-stuck yielded share-left-behind skew-too-high devd-not-running devd-conf-invalid rule-missing rule-shadowed rule-without-init rule-quotes rule-blocks launcher-missing gate-missing remote-is-carp-address degraded not-connected sync-unfinished dirty local-errors hast-on-15 hook-missing fstab-auto fstab-unused pool-cached multihost-on sharenfs-unread dataset-unmounted service-enabled runs-on-standby service-profiles nfsd-on-standby nfs-incomplete nfs-order database-elsewhere database-stray hastd-not-enabled devd-not-enabled script-missing carphast-not-enabled hold-off shutdown-too-short jail-stops-all not-at-rest under-way last-failed drill-failed drill-old not-root unseen peer-not-configured peer-silent peer-unreadable peer-is-self both-masters no-master both-primaries vhid-alone addresses-differ advbase-differs preempt-differs resource-alone hast-conf-differs sizes-differ configs-differ exports-differ accounts-differ clocks-apart versions-differ systems-differ vhids resources filesystems pools links services filesystems.resource filesystems.mountpoint filesystems.device filesystems.type filesystems.options pools.name pools.resources links.path links.target services.name services.requires services.optional services.startTimeout services.stopTimeout onInit onFailure hastd repair busy missingMountpoint occupiedMountpoint degradedPool unfinishedCopy breaker breaker.failures breaker.window limits.release limits.settle limits.role limits.device limits.probe limits.write limits.check limits.mount limits.unmount limits.import limits.export limits.start limits.stop limits.yield limits.query log.facility log.tag log.file peer.address peer.ssh' -a 'carp-unreadable hastd-not-running hast-not-installed hast-conf-invalid hastd-no-answer resource-unknown mounts-unreadable pools-unreadable mounted-elsewhere mountpoint-taken mountpoint-missing mountpoint-occupied pool-without-hast pool-lost pool-suspended pool-degraded service-unknown history-not-writable run-unguarded copy-unfinished peer-still-replicates config-invalid released maintenance frozen switchover vhids-given not-served-here peer-not-ready peer-not-complete peer-in-maintenance peer-frozen peer-not-seen recover-on-primary recover-on-master recover-without-primary discard-not-confirmed breaker-open promotion-not-forced peer-serves peer-holds-address address-not-available peer-outbids node-not-ready address-taken address-not-kept hastd-did-not-start role-change-failed role-fell-back role-not-taken device-did-not-appear device-does-not-answer device-not-writable check-failed check-timed-out check-left-running no-superblock mount-failed pool-not-found import-failed datasets-not-mounted link-failed service-did-not-start storage-not-verified service-did-not-stop still-mounted still-imported still-held tool-stuck undone-again peer-did-not-serve metadata-not-created split-brain not-released interrupted machine-went-down devd-directory manifest-broken vhid-missing vhid-init vhid-vrrp vhids-apart preempt-off carp-off demotion-stuck yielded share-left-behind skew-too-high devd-not-running devd-conf-invalid rule-missing rule-shadowed rule-without-init rule-quotes rule-blocks launcher-missing gate-missing remote-is-carp-address degraded not-connected sync-unfinished dirty local-errors hast-on-15 hook-missing fstab-auto fstab-unused pool-cached multihost-on sharenfs-unread dataset-unmounted service-enabled runs-on-standby service-profiles nfsd-on-standby nfs-incomplete nfs-order database-elsewhere database-stray hastd-not-enabled devd-not-enabled script-missing carphast-not-enabled hold-off shutdown-too-short jail-stops-all not-at-rest under-way last-failed drill-failed drill-old not-root unseen peer-not-configured peer-silent peer-unreadable peer-is-self both-masters no-master both-primaries vhid-alone addresses-differ advbase-differs preempt-differs resource-alone hast-conf-differs sizes-differ configs-differ exports-differ accounts-differ clocks-apart versions-differ systems-differ vhids resources filesystems pools links services filesystems.resource filesystems.mountpoint filesystems.device filesystems.type filesystems.options pools.name pools.resources links.path links.target services.name services.requires services.optional services.startTimeout services.stopTimeout onInit onFailure hastd repair busy missingMountpoint occupiedMountpoint degradedPool unfinishedCopy breaker breaker.failures breaker.window limits.release limits.settle limits.role limits.device limits.probe limits.write limits.check limits.mount limits.unmount limits.import limits.export limits.start limits.stop limits.yield limits.query log.facility log.tag log.file peer.address peer.ssh'
complete -c carphast -n '__fish_seen_subcommand_from explain' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from completion; and not __fish_seen_subcommand_from bash zsh fish tcsh' -a 'bash zsh fish tcsh'
complete -c carphast -n '__fish_seen_subcommand_from completion' -s h -l help -d 'print help'

complete -c carphast -n '__fish_seen_subcommand_from help' -a 'reconcile release resume boot status check maintenance freeze switchover promote drill dirty role recover rehearse setup hast-event plan history report explain completion help'
complete -c carphast -n '__fish_seen_subcommand_from help' -s h -l help -d 'print help'

complete -c hastdirty -w 'carphast dirty'
complete -c hastrole -w 'carphast role'
complete -c hastrecover -w 'carphast recover'
