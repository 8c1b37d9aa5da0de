package settings

// Name is the name of a setting, such as "room.min_area".
type Name string

// The settings of the house, by the part of life they belong to.
const (
	RoomMinArea    Name = "room.min_area"          // square decimetres for each person in a room
	RoomMinArea24h Name = "room.min_area_24h"      // the same where people need care day and night
	ChildAge       Name = "room.child_age"         // a child is younger, and sleeps apart from adults of another family
	OverrideDays   Name = "room.override_days"     // days for which a reason against a warning may hold
	ReserveDays    Name = "room.reserve_days"      // days for which a bed may be kept for somebody
	RoundOpens     Name = "round.opens_before"     // minutes before its time that a round may begin
	RoundLatest    Name = "round.latest_days"      // days after which a round can no longer be written
	UndoMinutes    Name = "round.undo_minutes"     // minutes in which what one wrote oneself is taken back without a reason
	UsualDays      Name = "round.usual_days"       // days on which the usual day of a person rests
	UsualRounds    Name = "round.usual_rounds"     // rounds in which a sign must be found to become usual
	OfflineAllowed Name = "offline.allowed"        // whether people may work without a network
	OfflineKey     Name = "offline.key_days"       // days for which a phone may write without a network
	WatchLongest   Name = "watch.longest_days"     // days after which a close watch is decided anew
	HandoverOpens  Name = "handover.opens_before"  // minutes before the end of a shift that its handover may be signed
	HandoverLatest Name = "handover.latest_days"   // days after the end for which it may still be signed
	BanLongest     Name = "visit.ban_longest_days" // days after which it is decided anew whom somebody must not meet
	VisitQuiet     Name = "visit.quiet_days"       // days without a visit or a call after which somebody stands on the list
	DoorFrom       Name = "door.night_from"        // the hour from which the doors of rooms are passed at night
	DoorTo         Name = "door.night_to"          // the hour until which
	DoorGap        Name = "door.gap"               // the most minutes between two passes of a door at night
	RollTimes      Name = "rollcall.times"         // hours of the day at which each ward is counted
	RollLate       Name = "rollcall.late"          // minutes after which a count is overdue
	TaskSoon       Name = "task.soon"              // minutes before its time that a planned task is called to mind
	TaskLate       Name = "task.late"              // minutes after its time that it is overdue
	OrderLegal     Name = "order.legal_limit"      // what the law says of restraint here: nothing was found
	OrderRestraint Name = "order.restraint"        // the longest restraint that one order may name, in minutes
	OrderIsolation Name = "order.isolation"        // the longest isolation that one order may name
	OrderCheck     Name = "order.check"            // minutes between two looks at somebody under an order
	OrderReview    Name = "order.review"           // minutes after which it is decided anew whether it must go on
	OrderBackdated Name = "order.backdated"        // minutes for which an order may have begun before it is written
	KnownGrave     Name = "incident.known_grave"   // minutes in which a grave incident is known
	KnownSerious   Name = "incident.known_serious" // the same, serious or a suspicion
	KnownMinor     Name = "incident.known_minor"   // hours, otherwise
	IncidentAlert  Name = "incident.alert_days"    // days for which an incident is called to mind
	DutyEarly      Name = "duty.early_minutes"     // minutes before a shift from which its person is met by its wards
	RotaLate       Name = "duty.rota_late_days"    // days for which a rota can still be corrected
	DutyMinStaff   Name = "duty.min_staff"         // people on duty in each shift
	DutyAllowance  Name = "duty.allowance_24h"     // đồng for a duty of 24 hours on a working day
	DutyRestDay    Name = "duty.factor_rest_day"
	DutyHoliday    Name = "duty.factor_holiday"
	DutyMeal       Name = "duty.meal_24h"          // đồng for meals of a duty of 24 hours
	DutyLiveIn     Name = "duty.live_in"           // đồng for a live-in duty
	DutyOff        Name = "duty.rest_days"         // days off after a duty on a working or rest day
	DutyOffHoliday Name = "duty.rest_days_holiday" // the same after a duty on a holiday
	DutyRestHours  Name = "duty.rest_hours"        // hours between two duties of one person
	DutyWardMin    Name = "duty.ward_min"          // people on duty in each ward where somebody lives
	DutyByDay      Name = "duty.present_day"       // hundredths of the norm of carers that are present in a shift by day
	DutyByNight    Name = "duty.present_night"     // the same in a shift across midnight
	DutyShortPaid  Name = "duty.short_paid"        // whether a duty of less than 24 hours is paid by the two factors below
	DutyFactor12   Name = "duty.factor_12h"
	DutyFactor16   Name = "duty.factor_16h"
	BaseSalary     Name = "salary.base"

	StaffInfant         Name = "staffing.infant" // residents for one carer, by group
	StaffToddler        Name = "staffing.toddler"
	StaffToddlerSpecial Name = "staffing.toddler_special"
	StaffChild          Name = "staffing.child"
	StaffChildSpecial   Name = "staffing.child_special"
	StaffAdult          Name = "staffing.adult"
	StaffAdultHelp      Name = "staffing.adult_help"
	StaffMedical        Name = "staffing.medical" // residents for one worker of the kind
	StaffNutrition      Name = "staffing.nutrition"
	StaffSocialWork     Name = "staffing.social_work"
	StaffRehabilitation Name = "staffing.rehabilitation" // those in rehabilitation
	StaffTeacher        Name = "staffing.teacher"        // those who learn
	StaffIndirect       Name = "staffing.indirect_share" // hundredths of all staff

	EmergencyMonths  Name = "stay.emergency_months"    // the longest emergency stay
	EmergencyWarn    Name = "stay.emergency_warn_days" // days of the stay on which the house warns
	FileComplete     Name = "stay.file_working_days"   // for a file after an emergency admission
	AbandonedNotice  Name = "stay.abandoned_notice_working_days"
	CommuneReview    Name = "stay.commune_review_working_days"  // before a planned admission
	CommunePosting   Name = "stay.commune_posting_working_days" // of its result
	DistrictReview   Name = "stay.district_review_working_days" // the office of the former district
	DistrictSign     Name = "stay.district_signature_working_days"
	SuperiorReview   Name = "stay.superior_review_working_days"
	MinorStep        Name = "stay.minor_step_working_days" // each step of an administrative measure
	LegalChildAge    Name = "stay.child_age"               // a child before the law is younger: papers, the review of children
	BirthRegister    Name = "birth.registration_days"
	BirthPosting     Name = "birth.posting_days" // a found child is posted before its birth is registered
	DischargeDecide  Name = "leaving.decision_working_days"
	NoContact        Name = "leaving.no_contact_months"
	AgeOut           Name = "leaving.age"
	AgeOutSoon       Name = "leaving.age_soon_days"      // days before that birthday from which its clock is shown
	TransferLate     Name = "leaving.transfer_late_days" // days for which a transfer may have happened before it was asked for
	AgeOutStudying   Name = "leaving.age_studying"
	AfterCare        Name = "leaving.after_care_months"
	FollowUp         Name = "leaving.follow_up_months"
	FollowUpVisits   Name = "leaving.follow_up_visits" // months after the leaving
	FamilyCareReview Name = "children.family_care_review_months"
	DeathRegister    Name = "death.registration_days"
	DeathNotice      Name = "death.notice_days"
	MissingNotice    Name = "missing.notice_days"

	BaseLevel         Name = "allowance.base_level"
	ProvinceMayRaise  Name = "allowance.province_may_raise"
	LocalBaseLevel    Name = "allowance.base_level_local" // the province's own
	CoefficientChild  Name = "allowance.coefficient_child"
	CoefficientOther  Name = "allowance.coefficient_other"
	CoefficientAge    Name = "allowance.coefficient_age" // from this age the other coefficient
	CoefficientSwitch Name = "allowance.coefficient_from_next_month"
	BurialResident    Name = "burial.resident_times_base"
	BurialCommunity   Name = "burial.community_times_base"
	MedicineCeiling   Name = "medicine.common_monthly"

	PlanReports    Name = "care.plan_report_months"
	HealthCheck    Name = "health.check_months"
	MealsPerDay    Name = "meals.per_day"
	FoodSample     Name = "meals.sample_hours"
	Footwear       Name = "goods.footwear_months"
	DiseaseNotice  Name = "clinic.infectious_notice_hours"
	MentalReport   Name = "clinic.mental_report_working_days"
	MentalPeriods  Name = "clinic.mental_report_months"
	DrugReport     Name = "clinic.controlled_drug_report"
	DrugLossReport Name = "clinic.controlled_drug_loss_hours"

	FacilityReport   Name = "reports.facility_dates"
	CitizenReception Name = "reports.citizen_reception_days"
	ComplaintAccept  Name = "complaint.accept_working_days"
	ComplaintSettle  Name = "complaint.settle_days"
	ComplaintComplex Name = "complaint.settle_complex_days"
	ComplaintRemote  Name = "complaint.settle_remote_days"
	ComplaintRemoteC Name = "complaint.settle_remote_complex_days"
	BreachNotice     Name = "privacy.breach_notice_hours"
	ImpactDossier    Name = "privacy.impact_dossier_days"
	RosterKept       Name = "privacy.roster_kept_days" // days for which a list that was read in is kept
	SubjectAnswer    Name = "privacy.subject_answer_working_days"

	Superior      Name = "authority.superior" // the agency above the centre
	CommuneDoes   Name = "authority.commune_review"
	DistrictDoes  Name = "authority.district_review"
	RequestSigner Name = "authority.request_signer"
	MentalTo      Name = "authority.mental_reports"
	DiseaseTo     Name = "authority.infectious_notices"
	DrugsTo       Name = "authority.controlled_drugs"
	BreachTo      Name = "authority.breach_notices"

	DoorPassword Name = "door.password_length" // least number of characters
	DoorFailures Name = "door.failures"        // wrong passwords in a row until the lock
	DoorLock     Name = "door.lock_minutes"
	DoorIdle     Name = "door.idle_minutes" // without a page until the password is asked again

	DoorPin        Name = "door.pin_length"          // digits of a PIN
	DoorPinWorn    Name = "door.pin_failures"        // wrong PINs in a row, over all devices, until it is removed
	DoorSession    Name = "door.session_hours"       // longest life of a session
	DoorTokens     Name = "door.token_days"          // longest life of an API token
	DoorFaces      Name = "door.faces_days"          // days for which a shared device shows who used it
	DoorSharedIdle Name = "door.shared_idle_minutes" // as DoorIdle, on the shared device of a ward
	DoorBadge      Name = "door.badge_alone"         // a card opens a shared device without the PIN

	HolidaysFixed Name = "holidays.fixed"      // dates of the calendar, every year
	HolidaysLunar Name = "holidays.lunar"      // dates of the lunar calendar beside Tết
	TetDays       Name = "holidays.tet_days"   // how many days of Tết
	TetBefore     Name = "holidays.tet_before" // how many of them before the first of the lunar year
)
