/**
 * The commands of the console of Asterisk 16.28 and 22.10, as `core show help` lists them.
 *
 * One line a command: its words, with optional ones in brackets, and what it does. A line that starts with a
 * version is of that version alone.
 *
 * @since 0.2.0
 */

/** One line a command. */
export const commandTable = `
! -- Execute a shell command
acl show -- Show a named ACL or list all named ACLs
16 ael reload -- Reload AEL configuration
16 ael set debug {read|tokens|macros|contexts|off} -- Enable AEL debugging flags
22 aeap show client -- Show AEAP client configuration by id
22 aeap show clients -- Show all AEAP client configurations
agent logoff -- Sets an agent offline
agent show all -- Show status of all agents
agent show online -- Show status of online agents
agent show -- Show information about an agent
agi dump html -- Dumps a list of AGI commands in HTML format
agi exec -- Add AGI command to a channel in Async AGI
agi set debug [on|off] -- Enable/Disable AGI debugging
agi show commands [topic] -- List AGI commands or specific help
aoc set debug -- enable cli debugging of AOC messages
22 ari mkpasswd -- Encrypts a password
22 ari set debug -- Enable/disable debugging of an ARI application
22 ari show apps -- List registered ARI applications
22 ari show app -- Display details of a registered ARI application
22 ari show outbound-websockets -- List outbound websocket connections
22 ari show outbound-websocket -- Show outbound websocket connection
22 ari show status -- Show ARI settings
22 ari show users -- List ARI users
22 ari show user -- List single ARI user
22 ari show websocket sessions -- Show websocket sessions
22 ari shutdown websocket session -- Shutdown websocket session
22 ari shutdown websocket sessions -- Shutdown websocket sessions
22 ari start outbound-websocket -- Start outbound websocket connection
bridge kick -- Kick a channel from a bridge
bridge show all -- List all bridges
bridge show -- Show information about a bridge
bridge technology show -- List registered bridge technologies
bridge technology {suspend|unsuspend} -- Suspend/unsuspend a bridge technology
cc cancel [core|all] -- Kill a CC transaction
cc report status -- Reports CC stats
cdr set debug [on|off] -- Enable debugging in the CDR engine
cdr show active -- Display active CDRs for channels
16 cdr show pgsql status -- Show connection status of the PostgreSQL CDR driver (cdr_pgsql)
cdr show status -- Display the CDR status
cdr submit -- Posts all pending batched CDR data
cel show status -- Display the CEL status
22 channel dump frames -- Display frames queued on a specific channel
channel originate -- Originate a call
channel redirect -- Redirect a call
channel request hangup -- Request a hangup on a given channel
cli check permissions -- Try a permissions config for a user
cli reload permissions -- Reload CLI permissions config
cli show aliases -- Show CLI command aliases
cli show permissions -- Show CLI permissions
confbridge kick -- Kick participants out of conference bridges.
confbridge list -- List conference bridges and participants.
confbridge lock -- Lock a conference.
confbridge mute -- Mute participants.
confbridge record start -- Start recording a conference
confbridge record stop -- Stop recording a conference.
confbridge show menu -- Show a conference menu
confbridge show menus -- Show a list of conference menus
confbridge show profile bridge -- Show a conference bridge profile.
confbridge show profile bridges -- Show a list of conference bridge profiles.
confbridge show profile user -- Show a conference user profile.
confbridge show profile users -- Show a list of conference user profiles.
confbridge unlock -- Unlock a conference.
confbridge unmute -- Unmute participants.
config list -- Show all files that have loaded a configuration file
config reload -- Force a reload on modules using a particular configuration file
config show help -- Show configuration help for a module
core abort shutdown -- Cancel a running shutdown
core clear profile -- Clear profiling info
core ping taskprocessor -- Ping a named task processor
core reload -- Global reload
core reset taskprocessor -- Reset a named task processor's stats
core reset taskprocessors -- Reset all task processors' stats
core restart gracefully -- Restart Asterisk gracefully
core restart now -- Restart Asterisk immediately
core restart when convenient -- Restart Asterisk at empty call volume
core set debug category -- Enable/disable debugging categories
core set debug -- Set level of debug chattiness
core set debug channel -- Enable/disable debugging on a channel
core set trace -- Set level of trace chattiness
core set verbose -- Set level of verbose chattiness
core show applications [like|describing] -- Shows registered dialplan applications
core show application -- Describe a specific dialplan application
core show calls [uptime] -- Display information on calls
core show channels [concise|verbose|count] -- Display information on channels
core show channeltypes -- List available channel types
core show channeltype -- Give more details on that channel type
core show channel -- Display information on a specific channel
core show codecs [audio|video|image|text] -- Displays a list of registered codecs
core show codec -- Shows a specific codec
core show config mappings -- Display config mappings (file names to config engines)
core show file formats -- Displays file formats
core show functions [like] -- Shows registered dialplan functions
core show function -- Describe a specific dialplan function
core show hanguphandlers all -- Show hangup handlers of all channels
core show hanguphandlers -- Show hangup handlers of a specified channel
core show help -- Display help list, or specific help on a command
core show hints -- Show dialplan hints
core show hint -- Show dialplan hint
core show image formats -- Displays image formats
core show license -- Show the license(s) for this copy of Asterisk
core show profile -- Display profiling info
core show settings -- Show some core settings
core show sounds -- Shows available sounds
core show sound -- Shows details about a specific sound
core show switches -- Show alternative switches
core show sysinfo -- Show System Information
core show taskprocessor alerted subsystems -- List task processor subsystems in alert
22 core show taskprocessor name -- Display detailed info about a taskprocessor
core show taskprocessors [like] -- List instantiated task processors and statistics
core show threads -- Show running threads
core show translation -- Display translation matrix
core show uptime [seconds] -- Show uptime information
core show version -- Display version info
core show warranty -- Show the warranty (if any) for this copy of Asterisk
core stop gracefully -- Gracefully shut down Asterisk
core stop now -- Shut down Asterisk immediately
core stop when convenient -- Shut down Asterisk at empty call volume
core waitfullybooted -- Wait for Asterisk to be fully booted
database del -- Removes database key/value
database deltree -- Removes database keytree/values
database get -- Gets database value
database put -- Adds/updates database value
database query -- Run a user-specified query on the astdb
database show -- Shows database contents
database showkey -- Shows database contents
devstate change -- Change a custom device state
devstate list -- List currently known custom device states
dialplan add extension -- Add new extension into context
dialplan add ignorepat -- Add new ignore pattern
dialplan add include -- Include context in other context
dialplan debug -- Show fast extension pattern matching data structures
dialplan eval function -- Evaluate dialplan function
dialplan locks show -- List func_lock locks.
dialplan reload -- Reload extensions and *only* extensions
dialplan remove context -- Remove a specified context
dialplan remove extension -- Remove a specified extension
dialplan remove ignorepat -- Remove ignore pattern from context
dialplan remove include -- Remove a specified include from context
dialplan set chanvar -- Set a channel variable
dialplan set extenpatternmatchnew false -- Use the Old extension pattern matching algorithm.
dialplan set extenpatternmatchnew true -- Use the New extension pattern matching algorithm.
dialplan set global -- Set global dialplan variable
dialplan show -- Show dialplan
dialplan show chanvar -- Show channel variables
dialplan show globals -- Show global dialplan variables
dnsmgr refresh -- Performs an immediate refresh
dnsmgr reload -- Reloads the DNS manager configuration
dnsmgr status -- Display the DNS manager status
fax set debug {on|off} -- Enable/Disable FAX debugging on new FAX sessions
fax show capabilities -- Show the capabilities of the registered FAX technology modules
fax show session -- Show the status of the named FAX sessions
fax show sessions -- Show the current FAX sessions
fax show settings -- Show the global settings and defaults of both the FAX core and technology modules
fax show stats -- Summarize FAX session history
fax show version -- Show versions of FAX For Asterisk components
features show -- Lists configured features
file convert -- Convert audio file
geoloc list locations -- List Geolocation Location Objects
geoloc list profiles -- List Geolocation Profile Objects
geoloc reload -- Reload Geolocation Configuration
geoloc show gml_shape_defs -- Show the GML Shape definitions
geoloc show profiles -- Show Geolocation Profile Objects
group show channels -- Display active channels with group(s)
http show status -- Display HTTP server status
indication add -- Add the given indication to the country
indication remove -- Remove the given indication from the country
indication show -- Display a list of all countries/indications
keys init -- Initialize RSA key passcodes
keys show -- Displays RSA key information
local show channels -- List status of local channels
logger add channel -- Adds a new logging channel
22 logger filter changroup -- Filter PBX logs by channel log group
22 logger filter reset -- Reset PBX channel filtering
22 logger filter show -- Show current PBX channel filtering
logger mute -- Toggle logging output to a console
logger reload -- Reopens the log files
logger remove channel -- Removes a logging channel
logger rotate -- Rotates and reopens the log files
logger set level {DEBUG|TRACE|NOTICE|WARNING|ERROR|VERBOSE|DTMF} {on|off} -- Enables/Disables a specific logging level for this console
logger show channels -- List configured log channels
logger show levels -- List configured log levels
malloc trim -- Return excess memory to the OS
22 manager kick session -- Kick a connected manager interface connection
manager reload -- Reload manager configurations
manager set debug [on|off] -- Show, enable, disable debugging of the manager code
manager show command -- Show a manager interface command
manager show commands -- List manager interface commands
manager show connected -- List connected manager interface users
manager show eventq -- List manager interface queued events
manager show events -- List manager interface events
manager show event -- Show a manager interface event
manager show settings -- Show manager global settings
manager show users -- List configured manager users
manager show user -- Display information on a specific manager user
media cache create -- Create an item in the media cache
media cache delete -- Remove an item from the media cache
media cache refresh -- Refresh an item in the media cache
media cache show all -- Show all items in the media cache
media cache show -- Show a single item in the media cache
minivm list accounts [for] -- List defined mini-voicemail boxes
minivm list templates -- List message templates
minivm list zones -- List zone message formats
minivm reload -- Reload Mini-voicemail configuration
minivm show settings -- Show mini-voicemail general settings
minivm show stats -- Show some mini-voicemail statistics
mixmonitor {start|stop|list} -- Execute a MixMonitor command
module load -- Load a module by name
module refresh -- Completely unloads and loads a module by name
module reload -- Reload configuration for a module
module show [like] -- List modules and info
module unload -- Unload a module by name
moh reload -- Reload MusicOnHold
moh show classes -- List MusicOnHold classes
moh show files -- List MusicOnHold file-based classes
moh unregister class -- Unregister realtime MusicOnHold class
no debug channel -- Disable debugging on channel(s)
22 opus show -- Display Opus codec utilization.
parking show -- Show a parking lot or a list of all parking lots.
pjproject set log level {default|0|1|2|3|4|5|6} -- Set the maximum active pjproject logging level
pjproject show buildopts -- Show the compiled config of the pjproject in use
pjproject show log level -- Show the maximum active pjproject logging level
pjproject show log mappings -- Show pjproject to Asterisk log mappings
pjsip dump endpt -- Dump the res_pjsip endpt internals
pjsip export config_wizard primitives [to] -- Export config wizard primitives
pjsip list aors -- List PJSIP Aors
pjsip list auths -- List PJSIP Auths
pjsip list channels -- List PJSIP Channels
pjsip list ciphers -- List available OpenSSL cipher names
pjsip list contacts -- List PJSIP Contacts
pjsip list endpoints -- List PJSIP Endpoints
pjsip list identifies -- List PJSIP Identifies
pjsip list registrations -- List PJSIP Registrations
pjsip list subscriptions {inbound|outbound} [like] -- List active inbound/outbound subscriptions
pjsip list transports -- List PJSIP Transports
pjsip qualify -- Send an OPTIONS request to a PJSIP endpoint
pjsip reload qualify aor -- Synchronize the PJSIP Aor qualify options
pjsip reload qualify endpoint -- Synchronize the qualify options for all Aors on the PJSIP endpoint
pjsip send notify -- Send a NOTIFY request to a SIP endpoint
pjsip send register -- Registers an outbound registration target
pjsip send unregister -- Unregisters outbound registration target
pjsip set history {on|off|clear} -- Enable/Disable PJSIP History
16 pjsip set logger {on|off|host|add|verbose|pcap} -- Enable/Disable PJSIP Logger Output
22 pjsip set logger {on|off|host|add|method|methodadd|verbose|pcap} -- Enable/Disable PJSIP Logger Output
22 pjsip set maintenance -- Set PJSIP endpoint maintenance mode
pjsip show aors -- Show PJSIP Aors
pjsip show aor -- Show PJSIP Aor
pjsip show auths -- Show PJSIP Auths
pjsip show auth -- Show PJSIP Auth
pjsip show channels -- Show PJSIP Channels
pjsip show channel -- Show PJSIP Channel
pjsip show channelstats -- Show PJSIP Channel Stats
pjsip show contacts -- Show PJSIP Contacts
pjsip show contact -- Show PJSIP Contact
pjsip show endpoints -- Show PJSIP Endpoints
pjsip show endpoint -- Show PJSIP Endpoint
pjsip show history -- Display PJSIP History
pjsip show identifiers -- List registered endpoint identifiers
pjsip show identifies -- Show PJSIP Identifies
pjsip show identify -- Show PJSIP Identify
22 pjsip show maintenance -- Show PJSIP endpoint maintenance status
pjsip show qualify aor -- Show the PJSIP Aor current qualify options
pjsip show qualify endpoint -- Show the current qualify options for all Aors on the PJSIP endpoint
pjsip show registrations -- Show PJSIP Registrations
pjsip show registration -- Show PJSIP Registration
pjsip show scheduled_tasks -- Show pjsip scheduled tasks
pjsip show settings -- Show global and system configuration options
pjsip show subscription {inbound|outbound} -- Show active subscription details
pjsip show subscriptions {inbound|outbound} [like] -- Show active inbound/outbound subscriptions
pjsip show transport-monitors -- Show pjsip transport monitors
pjsip show transports -- Show PJSIP Transports
pjsip show transport -- Show PJSIP Transport
pjsip show unidentified_requests -- Show PJSIP Unidentified Requests
pjsip show version -- Show the version of pjproject in use
presencestate change -- Change a custom presence state
presencestate list -- List currently know custom presence states
queue add member -- Add a channel to a specified queue
queue priority caller -- Change priority caller on queue
queue reload {parameters|members|rules|all} -- Reload queues, members, queue rules, or parameters
queue remove member -- Removes a channel from a specified queue
queue reset stats -- Reset statistics for a queue
queue set penalty -- Set penalty for a channel of a specified queue
queue set ringinuse -- Set ringinuse for a channel of a specified queue
queue show -- Show status of a specified queue
queue show rules -- Show the rules defined in queuerules.conf
queue {pause|unpause} member -- Pause or unpause a queue member
realtime destroy -- Delete a row from a RealTime database
realtime load -- Used to print out RealTime variables.
realtime store -- Store a new row into a RealTime database
realtime update -- Used to update RealTime variables.
realtime update2 -- Used to test the RealTime update2 method
rtcp set debug {on|off|ip} -- Enable/Disable RTCP debugging
rtcp set stats {on|off} -- Enable/Disable RTCP stats
22 rtp resolve stun hostname -- Force a resolution of the STUN hostname
rtp set debug {on|off|ip} -- Enable/Disable RTP debugging
rtp show settings -- Display RTP settings
say load [new|old] -- Set or show the say mode
22 sla show stations -- Show SLA Stations
22 sla show trunks -- Show SLA Trunks
sorcery memory cache dump -- Dump all objects within a sorcery memory cache
sorcery memory cache expire -- Expire a specific object or ALL objects within a sorcery memory cache
sorcery memory cache populate -- Clear and populate the sorcery memory cache with objects from the backend
sorcery memory cache show -- Show sorcery memory cache information
sorcery memory cache stale -- Mark a specific object or ALL objects as stale within a sorcery memory cache
22 sorcery show settings -- Show global configuration options
stasis show topics -- Show all topics
stasis show topic -- Show topic
16 stir_shaken show certificate -- Show stir/shaken certificate configuration by id
16 stir_shaken show certificates -- Show all stir/shaken certificate configurations
16 stir_shaken show general -- Show stir/shaken general configuration
22 stir_shaken show attestation -- Show stir/shaken attestation configuration
22 stir_shaken show eprofile -- Show stir/shaken eprofile by id
22 stir_shaken show eprofiles -- Show all stir/shaken eprofiles
stir_shaken show profile -- Show stir/shaken profile by id
stir_shaken show profiles -- Show all stir/shaken profiles
16 stir_shaken show store -- Show stir/shaken store configuration by id
22 stir_shaken show tn -- Show stir/shaken TN configuration by id
22 stir_shaken show tns -- Show all stir/shaken attestation TN configurations
22 stir_shaken show verification -- Show stir/shaken verification configuration
22 stir_shaken verify certificate_file -- Verify a certificate file against the global or a profile verification store
stun set debug {on|off} -- Enable/Disable STUN debugging
test execute -- execute registered tests
test generate results -- generate test results to file
test show registered -- show registered tests
test show results -- show last test results
timing test -- Run a timing test
22 translate sampletype -- Get/set codec matrix sample type
udptl set debug {on|off|ip} -- Enable/Disable UDPTL debugging
udptl show config -- Show UDPTL config options
ulimit -- Set or show process resource limits
22 voicemail forward -- Forward message to another folder
22 voicemail move -- Move message to another folder
22 voicemail reload -- Reload voicemail configuration
22 voicemail remove -- Remove message
22 voicemail show aliases -- List mailbox aliases
22 voicemail show mailbox -- Display a mailbox's content details
22 voicemail show users [for] -- List defined voicemail boxes
22 voicemail show zones -- List zone message formats
xmldoc dump -- Dump the XML docs to the specified file
22 xmldoc reload -- Reload the XML docs
`
